import { defineReadModel, readTable } from '@doyak/kernel/event-store';
import type { TrialPurchaseEvent } from '../../domain/trial-purchase.events.js';
import type { KnownTrial } from '../../domain/trial-purchase.js';

/** One line of the list of trial purchases. */
export interface TrialLine {
  readonly id: string;
  readonly case_id: string;
  readonly round_id: string;
  readonly track: string;
  readonly status: KnownTrial['status'];
  /** KRW by number of the order that stands. */
  readonly amounts: Readonly<Record<string, number>>;
  readonly reported: number;
  /** Numbers of the orders whose report is late. */
  readonly overdue: readonly number[];
  /** Applicant and institutions: who sees it. */
  readonly holders: readonly string[];
  readonly opened_at: string;
  readonly version: number;
}

export const trialLines = readTable<TrialLine>('trial_purchase_list', {
  key: 'id',
  columns: {
    id: 'uuid',
    case_id: 'uuid not null',
    round_id: 'uuid not null',
    track: 'text not null',
    status: 'text not null',
    amounts: 'jsonb not null',
    reported: 'integer not null',
    overdue: 'jsonb not null',
    holders: 'jsonb not null',
    opened_at: 'timestamptz not null',
    version: 'integer not null',
  },
  indexes: ['(opened_at desc, id desc)', '(case_id)', 'using gin (holders)'],
  temporal: { since: 'opened_at' },
});

type At = { readonly data: { readonly trialId: string }; readonly streamVersion: number };
const change = ({ data, streamVersion }: At, to: (line: TrialLine) => Partial<TrialLine> = () => ({})) =>
  trialLines.change(data.trialId, (line) => ({ ...line, ...to(line), version: streamVersion }));
const without = (numbers: readonly number[], one: number) => numbers.filter((number) => number !== one);

export const trialList = defineReadModel<TrialPurchaseEvent>({
  name: 'trial-purchase-list',
  version: 1,
  tables: [trialLines],
  on: {
    TrialOpened: ({ data, occurredAt, streamVersion }) =>
      trialLines.put({
        ...{ id: data.trialId, case_id: data.caseId, round_id: data.roundId, track: data.track },
        ...{ status: 'OPEN', amounts: {}, reported: 0, overdue: [] },
        holders: [data.applicant.organisationId ?? data.applicant.personId],
        ...{ opened_at: occurredAt, version: streamVersion },
      }),
    TrialOrdered: (event) =>
      change(event, ({ amounts, holders }) => ({
        amounts: { ...amounts, [event.data.order]: event.data.amount },
        holders: [...new Set([...holders, event.data.institutionId])],
      })),
    TrialDelivered: (event) => change(event),
    UseReported: (event) =>
      change(event, ({ reported, overdue }) => ({
        ...{ reported: reported + 1, overdue: without(overdue, event.data.order) },
      })),
    UseReportOverdue: (event) =>
      change(event, ({ overdue }) => ({ overdue: [...overdue, event.data.order] })),
    TrialOrderWithdrawn: (event) =>
      change(event, ({ amounts, overdue }) => ({
        amounts: Object.fromEntries(
          Object.entries(amounts).filter(([order]) => order !== String(event.data.order)),
        ),
        overdue: without(overdue, event.data.order),
      })),
    TrialConcluded: (event) =>
      change(event, () => ({ status: event.data.outcome === 'used' ? 'USED' : 'NOT_MATCHED' })),
    TrialStopped: (event) => change(event, () => ({ status: 'STOPPED' })),
  },
});
