import { defineReadModel, readTable } from '@doyak/kernel/event-store';
import type { CoFundingEvent } from '../../domain/co-funding.events.js';
import type { KnownCoFunding } from '../../domain/co-funding.state.js';

/** One line of the list of co-fundings. */
export interface FundingLine {
  readonly id: string;
  readonly case_id: string;
  readonly round_id: string;
  readonly track: string;
  readonly status: KnownCoFunding['status'];
  /** Organisations and founders that are parties or invited. */
  readonly holders: readonly string[];
  readonly opened_at: string;
  readonly version: number;
}

export const fundingLines = readTable<FundingLine>('co_funding_list', {
  key: 'id',
  columns: {
    id: 'uuid',
    case_id: 'uuid not null',
    round_id: 'uuid not null',
    track: 'text not null',
    status: 'text not null',
    holders: 'jsonb not null',
    opened_at: 'timestamptz not null',
    version: 'integer not null',
  },
  indexes: ['(opened_at desc, id desc)', '(case_id)', 'using gin (holders)'],
  temporal: { since: 'opened_at' },
});

type At = { readonly data: { readonly fundingId: string }; readonly streamVersion: number };
const change = ({ data, streamVersion }: At, to: (line: FundingLine) => Partial<FundingLine> = () => ({})) =>
  fundingLines.change(data.fundingId, (line) => ({ ...line, ...to(line), version: streamVersion }));
const becomes = (status: FundingLine['status']) => (event: At) => change(event, () => ({ status }));
const passes = (event: At) => change(event);

export const fundingList = defineReadModel<CoFundingEvent>({
  name: 'co-funding-list',
  version: 1,
  tables: [fundingLines],
  on: {
    CoFundingOpened: ({ data, occurredAt, streamVersion }) =>
      fundingLines.put({
        ...{ id: data.fundingId, case_id: data.caseId, round_id: data.roundId, track: data.track },
        ...{ status: 'COLLECTING', opened_at: occurredAt, version: streamVersion },
        holders: [data.applicant.organisationId ?? data.applicant.personId],
      }),
    CostsSet: passes,
    CostsAdded: passes,
    PartyInvited: (event) =>
      change(event, ({ holders }) => ({ holders: [...new Set([...holders, event.data.organisationId])] })),
    FundsPledged: passes,
    PledgeWithdrawn: passes,
    PledgeConditionMet: passes,
    CoFundingReopened: becomes('REOPENED'),
    CoFundingApproved: becomes('APPROVED'),
    CoFundingGivenUp: becomes('GIVEN_UP'),
    CoFundingEnded: becomes('ENDED'),
  },
});
