import { type Actor, type Decider, type Given, Refusal } from '@doyak/kernel/decider';
import { officer, person } from './guards.js';
import type { TrialOpening, TrialPurchaseEvent } from './trial-purchase.events.js';

export interface TrialOrder {
  readonly order: number;
  readonly institutionId: string;
  /** KRW. */
  readonly amount: number;
  readonly status: 'ordered' | 'in-use' | 'reported' | 'withdrawn';
  readonly useUntil?: string;
  readonly reportBefore?: string;
  readonly overdue: boolean;
  readonly report?: { readonly satisfaction: number; readonly wouldBuy: boolean; readonly text: string };
}

export const TRIAL_STATUSES = ['OPEN', 'USED', 'NOT_MATCHED', 'STOPPED'] as const;

export interface KnownTrial extends TrialOpening {
  readonly status: (typeof TRIAL_STATUSES)[number];
  readonly orders: readonly TrialOrder[];
  /** Who concluded it. */
  readonly concludedBy?: string;
}

export type TrialState = { readonly status: 'none' } | KnownTrial;

export type TrialCommand =
  | ({ type: 'OpenTrial' } & TrialOpening)
  | {
      type: 'OrderTrial';
      institution: { readonly organisationId: string; readonly public: boolean };
      amount: number;
      /** Whose designation is in force; absent: none is. */
      registrationId?: string;
    }
  | { type: 'DeliverTrial'; order: number; useUntil?: string; reportBefore?: string }
  | { type: 'ReportUse'; order: number; satisfaction: number; wouldBuy: boolean; report: string }
  | { type: 'PassReportDeadline'; order: number; reportBefore: string }
  | { type: 'WithdrawOrder'; order: number; reason: string }
  | { type: 'ConcludeTrial'; reason: string }
  | { type: 'StopTrial'; because: 'case-closed' | 'stage-closed' };

type Of<Type extends TrialCommand['type']> = Given<Extract<TrialCommand, { type: Type }>>;

/**
 * Trial purchases of one proposal (시범구매): the procurement service buys for public institutions up to a ceiling, each uses the product and reports;
 * an officer concludes them.
 */
export const trialPurchase: Decider<TrialState, TrialCommand, TrialPurchaseEvent> = {
  name: 'trial-purchase',
  initialState: { status: 'none' },
  evolve,
  decide,
};

function evolve(state: TrialState, event: TrialPurchaseEvent): TrialState {
  if (event.type === 'TrialOpened') return { ...event.data, status: 'OPEN', orders: [] };
  if (state.status === 'none') return state;
  const withOrder = (order: number, change: Partial<TrialOrder>): KnownTrial => ({
    ...state,
    orders: state.orders.map((one) => (one.order === order ? { ...one, ...change } : one)),
  });
  switch (event.type) {
    case 'TrialOrdered': {
      const { order, institutionId, amount } = event.data;
      const made = { order, institutionId, amount, status: 'ordered' as const, overdue: false };
      return { ...state, orders: [...state.orders, made] };
    }
    case 'TrialDelivered': {
      const { order, useUntil, reportBefore } = event.data;
      return withOrder(order, { status: 'in-use', useUntil, reportBefore });
    }
    case 'UseReported': {
      const { order, satisfaction, wouldBuy, report: text } = event.data;
      const report = { satisfaction, wouldBuy, text };
      return withOrder(order, { status: 'reported', overdue: false, report });
    }
    case 'UseReportOverdue':
      return withOrder(event.data.order, { overdue: true });
    case 'TrialOrderWithdrawn':
      return withOrder(event.data.order, { status: 'withdrawn', overdue: false });
    case 'TrialConcluded': {
      const { outcome, by } = event.data;
      return { ...state, status: outcome === 'used' ? 'USED' : 'NOT_MATCHED', concludedBy: by };
    }
    case 'TrialStopped':
      return { ...state, status: 'STOPPED' };
  }
}

function decide(command: Given<TrialCommand>, state: TrialState): TrialPurchaseEvent[] {
  if (command.type === 'OpenTrial') {
    if (state.status !== 'none') return [];
    const { type: _type, now: _now, actor: _actor, ...data } = command;
    return [{ type: 'TrialOpened', data }];
  }
  if (state.status === 'none')
    throw new Refusal('not-found', 'TRIAL_NOT_FOUND', 'There is no such trial purchase');
  if (command.type === 'StopTrial') {
    if (state.status !== 'OPEN') return [];
    return [{ type: 'TrialStopped', data: { ...placeOf(state), because: command.because } }];
  }
  if (command.type === 'PassReportDeadline') return passDeadline(command, state);
  if (state.status !== 'OPEN') throw new Refusal('conflict', 'TRIAL_ENDED', 'The trial purchase has ended');
  switch (command.type) {
    case 'OrderTrial':
      return orderTrial(command, state);
    case 'DeliverTrial': {
      const order = orderOf(command.order, state, 'ordered');
      const by = userOf(command.actor, order);
      const { useUntil, reportBefore } = command;
      return [{ type: 'TrialDelivered', data: { ...ofOrder(order, state), useUntil, reportBefore, by } }];
    }
    case 'ReportUse': {
      const order = orderOf(command.order, state, 'in-use');
      const by = userOf(command.actor, order);
      const { satisfaction, wouldBuy, report } = command;
      return [
        { type: 'UseReported', data: { ...ofOrder(order, state), satisfaction, wouldBuy, report, by } },
      ];
    }
    case 'WithdrawOrder': {
      const by = officer(command.actor, state);
      const order = orderOf(command.order, state, 'ordered', 'in-use');
      return [
        { type: 'TrialOrderWithdrawn', data: { ...ofOrder(order, state), reason: command.reason, by } },
      ];
    }
    case 'ConcludeTrial':
      return conclude(command, state);
  }
}

function orderTrial({ institution, amount, registrationId, actor }: Of<'OrderTrial'>, state: KnownTrial) {
  const by = officer(actor, state);
  if (registrationId === undefined)
    throw new Refusal('conflict', 'PRODUCT_NOT_IN_FORCE', 'The designation of the product is not in force');
  const { organisationId: institutionId } = institution;
  if (!institution.public || institutionId === state.applicant.organisationId)
    throw new Refusal('rule', 'INSTITUTION_UNFIT', 'Only another, public institution buys by way of trial', [
      { pointer: '/institutionId', code: 'UNFIT', detail: 'is no other, public institution' },
    ]);
  const ordered = state.orders.reduce((sum, one) => (one.status === 'withdrawn' ? sum : sum + one.amount), 0);
  if (amount < 1 || ordered + amount > state.mostPerProposal)
    throw new Refusal(
      'rule',
      'CEILING_EXCEEDED',
      `All orders together are ${state.mostPerProposal} KRW at most; ${state.mostPerProposal - ordered} are left`,
    );
  const data = {
    ...placeOf(state),
    order: state.orders.length + 1,
    institutionId,
    registrationId,
    amount,
    by,
  };
  return [{ type: 'TrialOrdered', data } satisfies TrialPurchaseEvent];
}

function passDeadline(
  { order: number, reportBefore, now }: Of<'PassReportDeadline'>,
  state: KnownTrial,
): TrialPurchaseEvent[] {
  const order = state.orders.find((one) => one.order === number);
  if (state.status !== 'OPEN' || order?.status !== 'in-use' || order.overdue) return [];
  if (order.reportBefore !== reportBefore) return [];
  if (now < new Date(reportBefore))
    throw new Refusal('conflict', 'REPORT_NOT_LATE', 'The time for the report is not over');
  return [{ type: 'UseReportOverdue', data: ofOrder(order, state) }];
}

/** Used: every order that stands was reported on. Not matched: there is none. */
function conclude({ reason, actor }: Of<'ConcludeTrial'>, state: KnownTrial): TrialPurchaseEvent[] {
  const by = officer(actor, state);
  const standing = state.orders.filter(({ status }) => status !== 'withdrawn');
  if (standing.some(({ status }) => status !== 'reported'))
    throw new Refusal('conflict', 'REPORTS_MISSING', 'An institution has not reported on its use yet');
  const outcome = standing.length > 0 ? 'used' : 'not-matched';
  return [{ type: 'TrialConcluded', data: { ...placeOf(state), outcome, reason, by } }];
}

function orderOf(number: number, { orders }: KnownTrial, ...wanted: TrialOrder['status'][]): TrialOrder {
  const found = orders.find(({ order }) => order === number);
  if (!found) throw new Refusal('not-found', 'ORDER_NOT_FOUND', 'There is no such order');
  if (!wanted.includes(found.status))
    throw new Refusal('conflict', 'ORDER_NOT_SO', `The order is ${found.status}`);
  return found;
}

/** Somebody of the institution that uses the product. Refusals: PERSON_NEEDED, NOT_THE_INSTITUTION. */
function userOf(actor: Actor, { institutionId }: TrialOrder): string {
  const by = person(actor);
  if (actor.organisationId !== institutionId)
    throw new Refusal(
      'forbidden',
      'NOT_THE_INSTITUTION',
      'Only the institution that uses the product may do this',
    );
  return by;
}

const placeOf = ({ trialId, caseId, stage, run }: KnownTrial) => ({ trialId, caseId, stage, run });
const ofOrder = ({ order, institutionId }: TrialOrder, state: KnownTrial) => ({
  ...{ ...placeOf(state), order, institutionId },
});
