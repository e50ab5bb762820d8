import { type Actor, type Decider, fold, type Given, Refusal } from '@doyak/kernel/decider';
import type { CoFundingEvent, CoFundingOpening, Condition } from './co-funding.events.js';
import {
  type CoFundingState,
  evolve,
  type KnownCoFunding,
  type Pledge,
  standing,
} from './co-funding.state.js';
import { costOf, fundingFaults, gapOf, planFunding } from './funding-plan.js';
import { ofApplicant, officer, person } from './run-guards.js';

type Items = readonly { readonly item: string; readonly amount: number }[];

export type CoFundingCommand =
  | ({ type: 'OpenCoFunding' } & CoFundingOpening)
  | { type: 'SetCosts'; items: Items; reason?: string }
  | { type: 'AddCosts'; cycle: number; items: Items }
  | { type: 'InviteParty'; party: string; organisationId: string }
  | {
      type: 'PledgeFunds';
      pledgeId: string;
      party: string;
      cash: number;
      inKind: Items;
      conditions: readonly Condition[];
      /** Whether the organisation of who pledges is the agency. */
      agency: boolean;
    }
  | { type: 'WithdrawPledge'; pledgeId: string; reason: string }
  | { type: 'MeetCondition'; pledgeId: string; condition: string }
  | { type: 'ApproveCoFunding' }
  | { type: 'GiveUpCoFunding'; reason: string }
  | { type: 'EndCoFunding'; because: 'case-closed' | 'stage-closed' };

type Of<Type extends CoFundingCommand['type']> = Given<Extract<CoFundingCommand, { type: Type }>>;

/** Pledges of one plan, the withdrawn ones included. */
const MOST_PLEDGES = 100;

/**
 * Who pays for a prototype run (공동 재원 확약): cost items, and what government, startup, large companies and buyers pledge in cash and in kind. It is
 * approved only when pledges cover the cost and every party's share is what the program says; a pledge that is withdrawn reopens it.
 */
export const coFunding: Decider<CoFundingState, CoFundingCommand, CoFundingEvent> = {
  name: 'co-funding',
  initialState: { status: 'none' },
  evolve,
  decide,
};

function decide(command: Given<CoFundingCommand>, state: CoFundingState): CoFundingEvent[] {
  if (command.type === 'OpenCoFunding') {
    if (state.status !== 'none') return [];
    const { type: _type, now: _now, actor: _actor, ...data } = command;
    return [{ type: 'CoFundingOpened', data }];
  }
  if (state.status === 'none')
    throw new Refusal('not-found', 'CO_FUNDING_NOT_FOUND', 'There is no such co-funding');
  const over = state.status === 'GIVEN_UP' || state.status === 'ENDED';
  if (command.type === 'EndCoFunding')
    return over ? [] : [{ type: 'CoFundingEnded', data: { ...placeOf(state), because: command.because } }];
  if (over) throw new Refusal('conflict', 'CO_FUNDING_ENDED', 'The co-funding has ended');
  switch (command.type) {
    case 'SetCosts':
      return setCosts(command, state);
    case 'AddCosts': {
      const { cycle, items } = command;
      if (cycle <= state.cycle) return [];
      const data = { ...placeOf(state), cycle, items: items.map((one) => ({ ...one })) };
      const added: CoFundingEvent = { type: 'CostsAdded', data };
      return costOf(items.map((one) => ({ cycle, ...one }))) === 0
        ? [added]
        : reopened(state, [added], 'respin');
    }
    case 'InviteParty':
      return invite(command, state);
    case 'PledgeFunds':
      return pledge(command, state);
    case 'WithdrawPledge': {
      const by = person(command.actor);
      const { pledgeId, reason } = command;
      ownPledge(command.actor, pledgeId, state);
      const data = { ...placeOf(state), pledgeId, reason, by };
      return reopened(state, [{ type: 'PledgeWithdrawn', data }], 'pledge-withdrawn');
    }
    case 'MeetCondition':
      return meet(command, state);
    case 'ApproveCoFunding':
      return approve(command, state);
    case 'GiveUpCoFunding': {
      const by = officer(command.actor, state);
      if (state.approvals.length > 0)
        throw new Refusal('conflict', 'CO_FUNDING_APPROVED', 'It was approved: end the run instead');
      return [{ type: 'CoFundingGivenUp', data: { ...placeOf(state), reason: command.reason, by } }];
    }
  }
}

/** What was approved holds no longer; before the first approval there is nothing to reopen. */
function reopened(
  state: KnownCoFunding,
  events: CoFundingEvent[],
  because: 'pledge-withdrawn' | 'costs-changed' | 'respin',
): CoFundingEvent[] {
  if (state.status !== 'APPROVED') return events;
  const after = fold({ initialState: state as CoFundingState, evolve }, events) as KnownCoFunding;
  const data = { ...placeOf(state), because, gap: gapOf(after.costs, standing(after)) };
  return [...events, { type: 'CoFundingReopened', data }];
}

function setCosts({ items, reason, actor }: Of<'SetCosts'>, state: KnownCoFunding): CoFundingEvent[] {
  const by = officer(actor, state);
  refuseStrange(items, '/items', state);
  if (new Set(items.map(({ item }) => item)).size !== items.length)
    throw new Refusal('rule', 'COST_ITEM_TWICE', 'A cost item is named twice');
  if (state.approvals.length > 0 && reason === undefined)
    throw new Refusal('rule', 'REASON_NEEDED', 'Costs that were approved change with a reason only');
  const data = { ...placeOf(state), items: items.map((one) => ({ ...one })), by, reason };
  return reopened(state, [{ type: 'CostsSet', data }], 'costs-changed');
}

function refuseStrange(items: Items, pointer: string, state: KnownCoFunding): void {
  const strange = items.findIndex(({ item }) => !state.costItems.includes(item));
  if (strange < 0) return;
  throw new Refusal('rule', 'COST_ITEM_UNKNOWN', 'The program pays for no such item', [
    {
      pointer: `${pointer}/${strange}/item`,
      code: 'COST_ITEM_UNKNOWN',
      detail: `is none of ${state.costItems.join(', ')}`,
    },
  ]);
}

function refuseParty(party: string, { shares }: KnownCoFunding): void {
  if (shares.length === 0 || shares.some((one) => one.party === party)) return;
  throw new Refusal('rule', 'PARTY_UNKNOWN', 'The program knows no such party', [
    {
      pointer: '/party',
      code: 'PARTY_UNKNOWN',
      detail: `is none of ${shares.map((one) => one.party).join(', ')}`,
    },
  ]);
}

function invite(
  { party, organisationId, actor }: Of<'InviteParty'>,
  state: KnownCoFunding,
): CoFundingEvent[] {
  const by = officer(actor, state);
  refuseParty(party, state);
  if (party === 'applicant' || party === 'government')
    throw new Refusal('rule', 'PARTY_UNKNOWN', 'Applicant and government are parties without being invited');
  if (state.invited.some((one) => one.party === party && one.organisationId === organisationId)) return [];
  if (organisationId === state.applicant.organisationId)
    throw new Refusal('rule', 'PARTY_TWICE', 'The applicant is a party already');
  return [{ type: 'PartyInvited', data: { ...placeOf(state), party, organisationId, by } }];
}

/** A party pledges by an account of its own: nobody does for another. */
function pledge(command: Of<'PledgeFunds'>, state: KnownCoFunding): CoFundingEvent[] {
  const { pledgeId, party, cash, inKind, conditions, agency, actor } = command;
  const by = person(actor);
  // Who pays what was approved with the pledges that stood.
  if (state.status === 'APPROVED')
    throw new Refusal('conflict', 'CO_FUNDING_APPROVED', 'The co-funding is approved');
  refuseParty(party, state);
  const { organisationId } = actor;
  const invited = state.invited.some((one) => one.party === party && one.organisationId === organisationId);
  const isParty =
    party === 'applicant' ? ofApplicant(actor, state) : party === 'government' ? agency : invited;
  if (!isParty) throw new Refusal('forbidden', 'NOT_A_PARTY', 'Only a party pledges, for itself');
  if (party === 'government') officer(actor, state);
  refuseStrange(inKind, '/inKind', state);
  if (cash === 0 && inKind.every(({ amount }) => amount === 0))
    throw new Refusal('rule', 'PLEDGE_EMPTY', 'Nothing is pledged');
  if (state.pledges.length >= MOST_PLEDGES)
    throw new Refusal('conflict', 'PLEDGES_TOO_MANY', `A plan has ${MOST_PLEDGES} pledges at most`);
  const holder = organisationId === undefined ? { personId: by } : { organisationId };
  const data = {
    ...{ ...placeOf(state), pledgeId, party, ...holder, cash, by },
    inKind: inKind.map((one) => ({ ...one })),
    conditions: conditions.map((one) => ({ ...one })),
  };
  return [{ type: 'FundsPledged', data }];
}

/** Refusals: PLEDGE_NOT_FOUND, NOT_A_PARTY. */
function ownPledge(actor: Actor, pledgeId: string, state: KnownCoFunding): Pledge {
  const found = standing(state).find((one) => one.pledgeId === pledgeId);
  if (!found) throw new Refusal('not-found', 'PLEDGE_NOT_FOUND', 'No such pledge stands');
  const { organisationId, personId } = found;
  const own = organisationId === undefined ? personId === actor.id : organisationId === actor.organisationId;
  if (!own) throw new Refusal('forbidden', 'NOT_A_PARTY', 'Only who pledged decides on a pledge');
  return found;
}

function meet({ pledgeId, condition, actor }: Of<'MeetCondition'>, state: KnownCoFunding): CoFundingEvent[] {
  const by = person(actor);
  const found = ownPledge(actor, pledgeId, state).conditions.find(({ id }) => id === condition);
  if (!found) throw new Refusal('not-found', 'CONDITION_NOT_FOUND', 'The pledge has no such condition');
  if (found.met) return [];
  return [{ type: 'PledgeConditionMet', data: { ...placeOf(state), pledgeId, condition, by } }];
}

function approve({ actor }: Of<'ApproveCoFunding'>, state: KnownCoFunding): CoFundingEvent[] {
  const by = officer(actor, state);
  if (state.status === 'APPROVED')
    throw new Refusal('conflict', 'CO_FUNDING_APPROVED', 'The co-funding is approved');
  const pledges = standing(state);
  if (pledges.some((one) => one.by === by))
    throw new Refusal('rule', 'SECOND_PERSON_NEEDED', 'Who pledged does not approve');
  const gap = gapOf(state.costs, pledges);
  if (gap > 0) throw new Refusal('conflict', 'FUNDING_GAP', `Pledges are ${gap} KRW short of the cost`);
  const faults = fundingFaults(state.costs, pledges, state);
  if (faults.length > 0)
    throw new Refusal('rule', 'FUNDING_UNFIT', 'The plan does not fit the program', faults);
  if (pledges.some(({ conditions }) => conditions.some((one) => one.before === 'approval' && !one.met)))
    throw new Refusal('conflict', 'CONDITION_UNMET', 'A pledge holds only once its condition is met');
  const approval = state.approvals.length + 1;
  const data = {
    ...placeOf(state),
    approval,
    cost: costOf(state.costs),
    ...planFunding(state.costs, pledges),
    by,
  };
  return [{ type: 'CoFundingApproved', data }];
}

const placeOf = ({ fundingId, caseId, stage, run }: KnownCoFunding) => ({ fundingId, caseId, stage, run });
