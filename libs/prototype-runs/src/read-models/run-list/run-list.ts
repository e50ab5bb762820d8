import { defineReadModel, readTable } from '@doyak/kernel/event-store';
import type { RunEvent } from '../../domain/run.events.js';
import type { KnownRun } from '../../domain/run.state.js';

/** One line of the list of prototype runs. */
export interface RunLine {
  readonly id: string;
  readonly case_id: string;
  readonly round_id: string;
  readonly track: string;
  readonly stage: string;
  readonly run: number;
  readonly status: KnownRun['status'];
  readonly route: string;
  /** 1, and one more for each respin. */
  readonly cycle: number;
  /** The gate that was passed or waived last in this cycle; null: none. */
  readonly last_gate: string | null;
  /** Organisations and founders that have a part in it. */
  readonly holders: readonly string[];
  readonly opened_at: string;
  readonly version: number;
}

export const runLines = readTable<RunLine>('prototype_run_list', {
  key: 'id',
  columns: {
    id: 'uuid',
    case_id: 'uuid not null',
    round_id: 'uuid not null',
    track: 'text not null',
    stage: 'text not null',
    run: 'integer not null',
    status: 'text not null',
    route: 'text not null',
    cycle: 'integer not null',
    last_gate: 'text',
    holders: 'jsonb not null',
    opened_at: 'timestamptz not null',
    version: 'integer not null',
  },
  indexes: ['(opened_at desc, id desc)', '(case_id)', 'using gin (holders)'],
  temporal: { since: 'opened_at' },
});

type At = { readonly data: { readonly runId: string }; readonly streamVersion: number };
const change = ({ data, streamVersion }: At, to: (line: RunLine) => Partial<RunLine> = () => ({})) =>
  runLines.change(data.runId, (line) => ({ ...line, ...to(line), version: streamVersion }));

export const runList = defineReadModel<RunEvent>({
  name: 'prototype-run-list',
  version: 1,
  tables: [runLines],
  on: {
    PrototypeRunOpened: ({ data, occurredAt, streamVersion }) =>
      runLines.put({
        ...{ id: data.runId, case_id: data.caseId, round_id: data.roundId, track: data.track },
        ...{ stage: data.stage, run: data.run, status: 'OPEN', route: data.route, cycle: 1, last_gate: null },
        holders: [data.applicant.organisationId ?? data.applicant.personId],
        ...{ opened_at: occurredAt, version: streamVersion },
      }),
    RunPlanned: (event) => change(event),
    RunPartnersNamed: (event) =>
      change(event, ({ holders }) => ({
        holders: [
          ...new Set([...holders, ...Object.values(event.data.partners).filter((id) => id !== undefined)]),
        ],
      })),
    GateSubmitted: (event) => change(event),
    GatePassed: (event) => change(event, () => ({ last_gate: event.data.gate })),
    GateReturned: (event) => change(event),
    WaiverSigned: (event) =>
      change(event, () => (event.data.violations ? {} : { last_gate: event.data.gate })),
    WaferDataRecorded: (event) => change(event),
    RunRespun: (event) => change(event, () => ({ cycle: event.data.cycle, last_gate: null })),
    PrototypeRunEnded: (event) =>
      change(event, () => ({
        status: ({ accepted: 'ACCEPTED', rejected: 'REJECTED', abandoned: 'ABANDONED' } as const)[
          event.data.outcome
        ],
      })),
    PrototypeRunLapsed: (event) => change(event, () => ({ status: 'LAPSED' })),
  },
});
