import { defineReadModel, readTable } from '@doyak/kernel/event-store';
import type { RecoveryEvent } from '../../domain/settling/recovery.events.js';
import type { SanctionEvent } from '../../domain/settling/sanction.events.js';
import type { SettlementEvent } from '../../domain/settling/settlement.events.js';

interface Line {
  readonly id: string;
  readonly case_id: string;
  readonly program_id: string;
  /** Organisation, or the person who has none. */
  readonly party: string;
  readonly status: string;
  readonly opened_at: string;
  readonly version: number;
}
export interface SettlementLine extends Line {
  readonly stage: string;
  readonly run: number;
  readonly paid: number;
  readonly accepted: number | null;
  readonly refund: number | null;
  readonly report_before: string;
}
export interface RecoveryLine extends Line {
  readonly amount: number;
  readonly received: number;
  readonly due_before: string;
  readonly reference: string;
}
export interface SanctionLine extends Line {
  readonly ground: string;
  readonly months: number;
  readonly surcharge: number;
  readonly restricted_from: string | null;
  readonly restricted_until: string | null;
  readonly opinion_before: string;
}

const common = {
  id: 'uuid',
  case_id: 'uuid not null',
  program_id: 'text not null',
  party: 'uuid not null',
  status: 'text not null',
  opened_at: 'timestamptz not null',
  version: 'integer not null',
};
const rest = {
  key: 'id',
  indexes: ['(opened_at desc, id desc)', '(case_id)', '(party)'],
  temporal: { since: 'opened_at' },
} as const;

export const settlementLines = readTable<SettlementLine>('settlement_list', {
  ...rest,
  columns: {
    ...common,
    stage: 'text not null',
    run: 'integer not null',
    paid: 'bigint not null',
    accepted: 'bigint',
    refund: 'bigint',
    report_before: 'timestamptz not null',
  },
});
export const recoveryLines = readTable<RecoveryLine>('recovery_list', {
  ...rest,
  columns: {
    ...common,
    amount: 'bigint not null',
    received: 'bigint not null',
    due_before: 'timestamptz not null',
    reference: 'text not null',
  },
});
export const sanctionLines = readTable<SanctionLine>('sanction_list', {
  ...rest,
  columns: {
    ...common,
    ground: 'text not null',
    months: 'integer not null',
    surcharge: 'bigint not null',
    restricted_from: 'date',
    restricted_until: 'date',
    opinion_before: 'timestamptz not null',
  },
});

const partyOf = ({ personId, organisationId }: { personId: string; organisationId?: string | undefined }) =>
  organisationId ?? personId;
const paidOf = (lines: readonly { paid: number }[]) => lines.reduce((sum, { paid }) => sum + paid, 0);

type At<Data> = { readonly data: Data; readonly streamVersion: number };
const settled = (
  { data, streamVersion }: At<{ settlementId: string }>,
  to: Partial<SettlementLine> | ((line: SettlementLine) => Partial<SettlementLine>),
) =>
  settlementLines.change(data.settlementId, (line) => ({
    ...{ ...line, ...(typeof to === 'function' ? to(line) : to), version: streamVersion },
  }));
const recovered = (
  { data, streamVersion }: At<{ recoveryId: string }>,
  to: Partial<RecoveryLine> | ((line: RecoveryLine) => Partial<RecoveryLine>) = {},
) =>
  recoveryLines.change(data.recoveryId, (line) => ({
    ...{ ...line, ...(typeof to === 'function' ? to(line) : to), version: streamVersion },
  }));
const sanctioned = ({ data, streamVersion }: At<{ sanctionId: string }>, to: Partial<SanctionLine>) =>
  sanctionLines.change(data.sanctionId, (line) => ({ ...line, ...to, version: streamVersion }));

/** Lists of settlements, demands and sanctions. */
export const settlingLists = defineReadModel<SettlementEvent | RecoveryEvent | SanctionEvent>({
  name: 'settling-lists',
  version: 1,
  tables: [settlementLines, recoveryLines, sanctionLines],
  on: {
    SettlementOpened: ({ data, occurredAt, streamVersion }) =>
      settlementLines.put({
        ...{ id: data.settlementId, case_id: data.caseId, program_id: data.programId },
        ...{ party: partyOf(data.beneficiary), status: 'OPEN', stage: data.stage, run: data.run },
        ...{ paid: paidOf(data.lines), accepted: null, refund: null, report_before: data.reportBefore },
        ...{ opened_at: occurredAt, version: streamVersion },
      }),
    SettlementReported: (event) =>
      settled(event, { status: 'SUBMITTED', paid: paidOf(event.data.lines), accepted: null, refund: null }),
    SettlementSupplementRequested: (event) => settled(event, { status: 'SUPPLEMENT' }),
    SettlementAssessed: (event) => {
      const { accepted, refund, disallowed, clawback, lines } = event.data;
      const status = disallowed + clawback > 0 ? 'DISALLOWED' : 'ASSESSED';
      return settled(event, { status, accepted, refund, paid: paidOf(lines) });
    },
    SettlementAssessmentRejected: (event) =>
      settled(event, { status: 'SUBMITTED', accepted: null, refund: null }),
    SettlementConfirmed: (event) => settled(event, { status: 'REFUND_DUE' }),
    SettlementOverdue: (event) => settled(event, { status: 'OVERDUE' }),
    SettlementClosed: (event) => settled(event, { status: 'CLOSED' }),
    SettlementStopped: (event) => settled(event, { status: 'STOPPED' }),
    RecoveryDemanded: ({ data, occurredAt, streamVersion }) =>
      recoveryLines.put({
        ...{ id: data.recoveryId, case_id: data.caseId, program_id: data.programId },
        ...{ party: partyOf(data.debtor), status: 'DUE', amount: data.amount, received: 0 },
        ...{ due_before: data.dueBefore, reference: data.reference },
        ...{ opened_at: occurredAt, version: streamVersion },
      }),
    InstalmentsGranted: (event) =>
      recovered(event, { status: 'DUE', due_before: event.data.instalments.at(-1)!.dueBefore }),
    RefundReminded: (event) => recovered(event),
    RefundReceived: (event) =>
      recovered(event, ({ received }) => ({ received: received + event.data.amount })),
    RecoveryOverdue: (event) => recovered(event, { status: 'OVERDUE' }),
    WriteOffProposed: (event) => recovered(event),
    WriteOffRejected: (event) => recovered(event),
    RecoveryWrittenOff: (event) => recovered(event),
    RecoveryClosed: (event) =>
      recovered(event, { status: event.data.as === 'recovered' ? 'RECOVERED' : 'WRITTEN_OFF' }),
    SanctionNoticed: ({ data, occurredAt, streamVersion }) =>
      sanctionLines.put({
        ...{ id: data.sanctionId, case_id: data.caseId, program_id: data.programId },
        ...{ party: partyOf(data.against), status: 'PRIOR_NOTICE', ground: data.ground },
        ...{ months: data.months, surcharge: data.surcharge, restricted_from: null, restricted_until: null },
        ...{ opinion_before: data.opinionBefore, opened_at: occurredAt, version: streamVersion },
      }),
    SanctionOpinionGiven: (event) => sanctioned(event, { status: 'OPINION' }),
    SanctionDecided: (event) => {
      const { months, surcharge, from, until } = event.data;
      const time = { restricted_from: from ?? null, restricted_until: until ?? null };
      return sanctioned(event, { status: 'DECIDED', months, surcharge, ...time });
    },
    SanctionDropped: (event) => sanctioned(event, { status: 'DROPPED' }),
    SanctionTookEffect: (event) => sanctioned(event, { status: 'IN_FORCE' }),
    SanctionStayed: (event) => sanctioned(event, { status: 'STAYED' }),
    SanctionResumed: (event) => sanctioned(event, { status: 'IN_FORCE' }),
    SanctionEnded: (event) => sanctioned(event, { status: 'ENDED' }),
  },
});
