import { defineReadModel, readTable } from '@doyak/kernel/event-store';
import type { PocEvent } from '../../domain/poc.events.js';
import type { PocStatus } from '../../domain/poc.state.js';

/** One line of the list of verifications. */
export interface PocLine {
  readonly id: string;
  readonly case_id: string;
  readonly round_id: string;
  readonly program_id: string;
  readonly track: string;
  readonly stage: string;
  readonly run: number;
  readonly status: PocStatus;
  readonly target: string;
  /** Begun so far. */
  readonly attempts: number;
  /** Last day of the last certificate; null: there is none, or it has expired. */
  readonly certified_until: string | null;
  /** The applicant, and laboratories that were asked. */
  readonly holders: readonly string[];
  readonly opened_at: string;
  readonly version: number;
}

export const pocLines = readTable<PocLine>('poc_list', {
  key: 'id',
  columns: {
    id: 'uuid',
    case_id: 'uuid not null',
    round_id: 'uuid not null',
    program_id: 'text not null',
    track: 'text not null',
    stage: 'text not null',
    run: 'integer not null',
    status: 'text not null',
    target: 'text not null',
    attempts: 'integer not null',
    certified_until: 'date',
    holders: 'jsonb not null',
    opened_at: 'timestamptz not null',
    version: 'integer not null',
  },
  indexes: [
    '(opened_at desc, id desc)',
    '(status, opened_at desc, id desc)',
    '(case_id)',
    'using gin (holders)',
  ],
  temporal: { since: 'opened_at' },
});

type At = { readonly data: { readonly pocId: string }; readonly streamVersion: number };
const change = ({ data, streamVersion }: At, to: (line: PocLine) => Partial<PocLine> = () => ({})) =>
  pocLines.change(data.pocId, (line) => ({ ...line, ...to(line), version: streamVersion }));

export const pocList = defineReadModel<PocEvent>({
  name: 'poc-list',
  version: 1,
  tables: [pocLines],
  on: {
    PocOpened: ({ data, occurredAt, streamVersion }) =>
      pocLines.put({
        ...{ id: data.pocId, case_id: data.caseId, round_id: data.roundId, program_id: data.programId },
        ...{ track: data.track, stage: data.stage, run: data.run, status: 'WAITING' },
        ...{ target: data.terms.target, attempts: 0, certified_until: null, opened_at: occurredAt },
        holders: [data.applicant.organisationId ?? data.applicant.personId],
        version: streamVersion,
      }),
    PocTargetRegistered: (event) =>
      change(event, () => ({ status: event.data.target.kind === 'device' ? 'WAITING' : 'READY' })),
    DeviceResultsReceived: (event) => change(event, () => ({ status: 'READY' })),
    BenchmarkStarted: (event) => change(event, () => ({ status: 'RUNNING', attempts: event.data.attempt })),
    BenchmarkMeasured: (event) => change(event),
    CertificateAsked: (event) =>
      change(event, ({ holders }) => ({ holders: [...new Set([...holders, event.data.organisationId])] })),
    CertificateIssued: (event) =>
      change(event, () => ({
        certified_until: event.data.result === 'conforming' ? event.data.validUntil : null,
      })),
    CertificateExpired: (event) => change(event, () => ({ certified_until: null })),
    PocAttemptConcluded: (event) =>
      change(event, ({ target }) => ({ status: target === 'on-device' ? 'WAITING' : 'READY' })),
    PocDecided: (event) =>
      change(event, () => ({ status: event.data.outcome === 'passed' ? 'PASSED' : 'FAILED' })),
    PocStopped: (event) => change(event, () => ({ status: 'STOPPED' })),
  },
});
