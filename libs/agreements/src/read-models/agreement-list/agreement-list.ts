import { defineReadModel, readTable } from '@doyak/kernel/event-store';
import type { AgreementEvent } from '../../domain/agreement.events.js';
import type { AgreementStatus } from '../../domain/agreement.state.js';

/** One line of the list of agreements. */
export interface AgreementLine {
  readonly id: string;
  readonly case_id: string;
  readonly round_id: string;
  readonly program_id: string;
  readonly track: string;
  readonly stage: string;
  readonly run: number;
  readonly status: AgreementStatus;
  /** KRW of the latest document; null before the first. */
  readonly amount: number | null;
  /** An amendment waits for signatures. */
  readonly amending: boolean;
  readonly ends_on: string | null;
  /** Organisations and founders that are parties. */
  readonly holders: readonly string[];
  readonly drafted_at: string;
  readonly version: number;
}

export const agreementLines = readTable<AgreementLine>('agreement_list', {
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
    amount: 'bigint',
    amending: 'boolean not null',
    ends_on: 'date',
    holders: 'jsonb not null',
    drafted_at: 'timestamptz not null',
    version: 'integer not null',
  },
  indexes: [
    '(drafted_at desc, id desc)',
    '(status, drafted_at desc, id desc)',
    '(case_id)',
    'using gin (holders)',
  ],
  temporal: { since: 'drafted_at' },
});

type At = { readonly data: { readonly agreementId: string }; readonly streamVersion: number };
const change = (
  { data, streamVersion }: At,
  to: (line: AgreementLine) => Partial<AgreementLine> = () => ({}),
) => agreementLines.change(data.agreementId, (line) => ({ ...line, ...to(line), version: streamVersion }));
const becomes = (status: AgreementStatus) => (event: At) =>
  change(event, () => ({ status, amending: false }));

export const agreementList = defineReadModel<AgreementEvent>({
  name: 'agreement-list',
  version: 1,
  tables: [agreementLines],
  on: {
    AgreementDrafted: ({ data, occurredAt, streamVersion }) =>
      agreementLines.put({
        ...{ id: data.agreementId, case_id: data.caseId, round_id: data.roundId },
        ...{ program_id: data.programId, track: data.track, stage: data.stage, run: data.run },
        ...{ status: 'DRAFT', amount: null, amending: false, ends_on: null },
        holders: [data.applicant.organisationId ?? data.applicant.personId],
        ...{ drafted_at: occurredAt, version: streamVersion },
      }),
    AgreementOffered: (event) =>
      change(event, ({ status, holders }) => {
        const { parties, amount } = event.data.document;
        const named = parties.map(({ organisationId, personId }) => (organisationId ?? personId)!);
        return {
          ...{ amount, holders: [...new Set([...holders, ...named])] },
          status: status === 'DRAFT' ? 'OFFERED' : status,
          amending: status === 'IN_FORCE' || status === 'SUSPENDED',
        };
      }),
    AgreementSigned: (event) => change(event),
    AgreementConcluded: (event) =>
      change(event, ({ status }) => ({
        ...{ ends_on: event.data.endsOn, amending: false },
        status: status === 'OFFERED' ? 'IN_FORCE' : status,
      })),
    AgreementDeclined: (event) =>
      change(event, ({ status }) => ({
        ...{ amending: false, status: status === 'OFFERED' ? 'DECLINED' : status },
      })),
    AgreementLapsed: becomes('LAPSED'),
    AgreementSuspended: (event) => change(event, () => ({ status: 'SUSPENDED' })),
    AgreementResumed: (event) => change(event, () => ({ status: 'IN_FORCE' })),
    AgreementTerminated: becomes('TERMINATED'),
    AgreementCompleted: becomes('COMPLETED'),
  },
});
