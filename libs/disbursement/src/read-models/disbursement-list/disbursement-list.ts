import { defineReadModel, readTable } from '@doyak/kernel/event-store';
import type { DisbursementEvent } from '../../domain/disbursement.events.js';

/** One line of the list of disbursements. */
export interface DisbursementLine {
  readonly id: string;
  readonly case_id: string;
  readonly program_id: string;
  readonly track: string;
  readonly stage: string;
  readonly run: number;
  readonly instrument: string;
  readonly status: 'OPEN' | 'COMPLETED' | 'STOPPED';
  readonly amount: number | null;
  /** KRW that have been paid and have not come back. */
  readonly paid: number;
  /** Claims that wait for an officer. */
  readonly claims: number;
  readonly beneficiary: string;
  readonly opened_at: string;
  readonly version: number;
}

export const disbursementLines = readTable<DisbursementLine>('disbursement_list', {
  key: 'id',
  columns: {
    id: 'uuid',
    case_id: 'uuid not null',
    program_id: 'text not null',
    track: 'text not null',
    stage: 'text not null',
    run: 'integer not null',
    instrument: 'text not null',
    status: 'text not null',
    amount: 'bigint',
    paid: 'bigint not null',
    claims: 'integer not null',
    beneficiary: 'uuid not null',
    opened_at: 'timestamptz not null',
    version: 'integer not null',
  },
  indexes: ['(opened_at desc, id desc)', '(case_id)', '(beneficiary)', '(program_id)'],
  temporal: { since: 'opened_at' },
});

type At = { readonly data: { readonly disbursementId: string }; readonly streamVersion: number };
const change = (
  { data, streamVersion }: At,
  to: (line: DisbursementLine) => Partial<DisbursementLine> = () => ({}),
) =>
  disbursementLines.change(data.disbursementId, (line) => ({ ...line, ...to(line), version: streamVersion }));
const seen = (event: At) => change(event);

export const disbursementList = defineReadModel<DisbursementEvent>({
  name: 'disbursement-list',
  version: 1,
  tables: [disbursementLines],
  on: {
    DisbursementOpened: ({ data, occurredAt, streamVersion }) =>
      disbursementLines.put({
        ...{ id: data.disbursementId, case_id: data.caseId, program_id: data.programId, track: data.track },
        ...{ stage: data.stage, run: data.run, instrument: data.instrument, status: 'OPEN' },
        ...{ amount: null, paid: 0, claims: 0, opened_at: occurredAt, version: streamVersion },
        beneficiary: data.beneficiary.organisationId ?? data.beneficiary.personId,
      }),
    AmountSet: (event) => change(event, () => ({ amount: event.data.amount })),
    TrancheDue: seen,
    PayeeAccountNamed: seen,
    ClaimSubmitted: (event) => change(event, ({ claims }) => ({ claims: claims + 1 })),
    ClaimSentBack: (event) =>
      change(event, ({ claims }) => ({ claims: event.data.approved ? claims : claims - 1 })),
    ClaimApproved: (event) => change(event, ({ claims }) => ({ claims: claims - 1 })),
    OrderPrepared: seen,
    OrderFunded: seen,
    OrderLacksFunds: seen,
    OrderChanged: seen,
    OrderChecked: seen,
    OrderReleased: seen,
    OrderCancelled: seen,
    OrderSent: seen,
    PaymentMade: (event) => change(event, ({ paid }) => ({ paid: paid + event.data.amount })),
    PaymentFailed: (event) =>
      change(event, ({ paid, status }) => ({
        paid: paid - (event.data.as === 'returned' ? event.data.amount : 0),
        status: status === 'COMPLETED' ? 'OPEN' : status,
      })),
    DisbursementCompleted: (event) => change(event, () => ({ status: 'COMPLETED' })),
    DisbursementStopped: (event) => change(event, () => ({ status: 'STOPPED' })),
  },
});
