import type { CoFundingEvent, CoFundingOpening, Condition } from './co-funding.events.js';
import type { Contribution, Cost, CostSplit, Pledge as PledgedMoney } from './funding-plan.js';

export interface Pledge extends PledgedMoney {
  readonly organisationId: string | undefined;
  readonly personId: string | undefined;
  readonly conditions: readonly (Condition & { readonly met: boolean })[];
  readonly status: 'standing' | 'withdrawn';
  readonly reason: string | undefined;
  readonly by: string;
}

export interface Approval {
  readonly approval: number;
  readonly cost: number;
  readonly contributions: readonly Contribution[];
  readonly split: readonly CostSplit[];
  readonly by: string;
}

export interface KnownCoFunding extends CoFundingOpening {
  /** REOPENED: it was approved, and must be again. */
  readonly status: 'COLLECTING' | 'APPROVED' | 'REOPENED' | 'GIVEN_UP' | 'ENDED';
  readonly costs: readonly Cost[];
  /** Latest cycle of the run whose costs are in `costs`. */
  readonly cycle: number;
  readonly invited: readonly { readonly party: string; readonly organisationId: string }[];
  readonly pledges: readonly Pledge[];
  readonly approvals: readonly Approval[];
  readonly reason: string | undefined;
}

export type CoFundingState = { readonly status: 'none' } | KnownCoFunding;

export function evolve(state: CoFundingState, event: CoFundingEvent): CoFundingState {
  if (event.type === 'CoFundingOpened') {
    return {
      ...{ ...event.data, status: 'COLLECTING', costs: [], cycle: 1, invited: [] },
      ...{ pledges: [], approvals: [], reason: undefined },
    };
  }
  if (state.status === 'none') return state;
  switch (event.type) {
    case 'CostsSet': {
      const later = state.costs.filter(({ cycle }) => cycle > 1);
      return { ...state, costs: [...event.data.items.map((one) => ({ cycle: 1, ...one })), ...later] };
    }
    case 'CostsAdded': {
      const { cycle, items } = event.data;
      return { ...state, cycle, costs: [...state.costs, ...items.map((one) => ({ cycle, ...one }))] };
    }
    case 'PartyInvited': {
      const { party, organisationId } = event.data;
      return { ...state, invited: [...state.invited, { party, organisationId }] };
    }
    case 'FundsPledged': {
      const { pledgeId, party, organisationId, personId, cash, inKind, conditions, by } = event.data;
      const open = conditions.map((one) => ({ ...one, met: false }));
      const pledge: Pledge = {
        ...{ pledgeId, party, organisationId, personId, cash, inKind, by },
        ...{ conditions: open, status: 'standing', reason: undefined },
      };
      return { ...state, pledges: [...state.pledges, pledge] };
    }
    case 'PledgeWithdrawn': {
      const { reason } = event.data;
      return changed(state, event.data.pledgeId, (one) => ({ ...one, status: 'withdrawn', reason }));
    }
    case 'PledgeConditionMet': {
      const { condition } = event.data;
      return changed(state, event.data.pledgeId, (one) => ({
        ...one,
        conditions: one.conditions.map((known) => (known.id === condition ? { ...known, met: true } : known)),
      }));
    }
    case 'CoFundingReopened':
      return { ...state, status: 'REOPENED' };
    case 'CoFundingApproved': {
      const { approval, cost, contributions, split, by } = event.data;
      const approvals = [...state.approvals, { approval, cost, contributions, split, by }];
      return { ...state, status: 'APPROVED', approvals };
    }
    case 'CoFundingGivenUp':
      return { ...state, status: 'GIVEN_UP', reason: event.data.reason };
    case 'CoFundingEnded':
      return { ...state, status: 'ENDED' };
  }
}

function changed(state: KnownCoFunding, pledgeId: string, to: (pledge: Pledge) => Pledge): KnownCoFunding {
  return { ...state, pledges: state.pledges.map((one) => (one.pledgeId === pledgeId ? to(one) : one)) };
}

export const standing = ({ pledges }: Pick<KnownCoFunding, 'pledges'>): readonly Pledge[] =>
  pledges.filter(({ status }) => status === 'standing');
