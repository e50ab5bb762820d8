import type { DisbursementData, DisbursementEvent } from './disbursement.events.js';
import type { Hand } from './four-eyes.js';

export type TrancheStatus = 'WAITING' | 'DUE' | 'CLAIMED' | 'APPROVED' | 'ORDERED' | 'PAID';

export type Claim = Pick<
  DisbursementData<'ClaimSubmitted'>,
  'number' | 'amount' | 'papers' | 'costs' | 'by'
> & { readonly sentBack?: { readonly reason: string; readonly by: string } };

export interface Tranche {
  readonly id: string;
  readonly percent: number;
  /** Papers that the program asks for. */
  readonly papers: number;
  /** KRW that are promised. */
  readonly amount: number;
  readonly status: TrancheStatus;
  readonly claims: readonly Claim[];
  /** KRW that were approved of the last claim. */
  readonly approved: { readonly amount: number; readonly by: string; readonly reason?: string } | undefined;
}

export type OrderStatus =
  | ('PREPARED' | 'FUNDED' | 'CHECKED' | 'RELEASED' | 'SENT' | 'PAID')
  | ('LACKING' | 'CANCELLED' | 'REJECTED' | 'RETURNED');

export interface Order {
  readonly orderId: string;
  readonly tranche: string;
  readonly amount: number;
  readonly accountId: string;
  readonly endToEndId: string;
  readonly notBefore: string;
  readonly status: OrderStatus;
  /** Who has laid a hand on it since it was last changed, the maker first. */
  readonly hands: readonly Hand[];
  readonly runId?: string;
  /** Why it was not paid. */
  readonly because?: string;
}

export interface KnownDisbursement extends Omit<DisbursementData<'DisbursementOpened'>, 'tranches'> {
  /** COMPLETED once every tranche is paid; a payment that comes back opens it again. */
  readonly status: 'OPEN' | 'COMPLETED' | 'STOPPED';
  readonly amount: number | undefined;
  /** Document of the agreement that the amount follows. */
  readonly agreement: { readonly agreementId: string; readonly number: number } | undefined;
  readonly accountId: string | undefined;
  readonly tranches: readonly Tranche[];
  /** In the order in which they were prepared. */
  readonly orders: readonly Order[];
}

export type DisbursementState = { readonly status: 'none' } | KnownDisbursement;

/** KRW that have been paid and have not come back. */
export const paidOf = ({ orders }: KnownDisbursement): number =>
  orders.reduce((sum, { status, amount }) => (status === 'PAID' ? sum + amount : sum), 0);

export function evolve(state: DisbursementState, event: DisbursementEvent): DisbursementState {
  if (event.type === 'DisbursementOpened') {
    const waiting = { amount: 0, status: 'WAITING', claims: [], approved: undefined } as const;
    const tranches = event.data.tranches.map((one) => ({ ...one, ...waiting }));
    const rest = { amount: undefined, agreement: undefined, accountId: undefined, orders: [] };
    return { ...event.data, ...rest, status: 'OPEN', tranches };
  }
  if (state.status === 'none') return state;
  switch (event.type) {
    case 'AmountSet': {
      const { amount, agreement, tranches: amounts } = event.data;
      const tranches = state.tranches.map((one) => ({
        ...one,
        amount: amounts.find(({ id }) => id === one.id)?.amount ?? one.amount,
      }));
      return { ...state, amount, agreement, tranches };
    }
    case 'PayeeAccountNamed':
      return { ...state, accountId: event.data.accountId };
    case 'DisbursementCompleted':
      return { ...state, status: 'COMPLETED' };
    case 'DisbursementStopped':
      return { ...state, status: 'STOPPED' };
    case 'TrancheDue':
    case 'ClaimSubmitted':
    case 'ClaimSentBack':
    case 'ClaimApproved': {
      const { tranche } = event.data;
      const tranches = state.tranches.map((one) => (one.id === tranche ? claimed(one, event) : one));
      return { ...state, tranches };
    }
    case 'OrderPrepared': {
      const { orderId, tranche, amount, accountId, endToEndId, notBefore, by } = event.data;
      const order: Order = {
        ...{ orderId, tranche, amount, accountId, endToEndId, notBefore },
        ...{ status: 'PREPARED', hands: [{ duty: 'make', by }] },
      };
      return moved({ ...state, orders: [...state.orders, order] }, tranche, 'ORDERED');
    }
    default: {
      const { orderId, tranche } = event.data;
      const orders = state.orders.map((one) => (one.orderId === orderId ? ordered(one, event) : one));
      const next = { ...state, orders };
      if (event.type === 'PaymentMade') return moved(next, tranche, 'PAID');
      const failed = ['OrderLacksFunds', 'OrderCancelled', 'PaymentFailed'].includes(event.type);
      if (!failed) return next;
      const open = state.status === 'COMPLETED' ? 'OPEN' : state.status;
      return moved({ ...next, status: open }, tranche, 'APPROVED');
    }
  }
}

function moved(state: KnownDisbursement, tranche: string, status: TrancheStatus): KnownDisbursement {
  const tranches = state.tranches.map((one) => (one.id === tranche ? { ...one, status } : one));
  return { ...state, tranches };
}

function claimed(
  tranche: Tranche,
  event: Extract<
    DisbursementEvent,
    { type: 'TrancheDue' | 'ClaimSubmitted' | 'ClaimSentBack' | 'ClaimApproved' }
  >,
): Tranche {
  switch (event.type) {
    case 'TrancheDue':
      return { ...tranche, status: 'DUE' };
    case 'ClaimSubmitted': {
      const { number, amount, papers, costs, by } = event.data;
      const claim = { number, amount, papers, costs, by };
      return { ...tranche, status: 'CLAIMED', claims: [...tranche.claims, claim] };
    }
    case 'ClaimSentBack': {
      const { reason, by } = event.data;
      const last = tranche.claims.at(-1)!;
      const claims = [...tranche.claims.slice(0, -1), { ...last, sentBack: { reason, by } }];
      return { ...tranche, status: 'DUE', claims };
    }
    case 'ClaimApproved': {
      const { amount, by, reason } = event.data;
      return { ...tranche, status: 'APPROVED', approved: { amount, by, ...(reason && { reason }) } };
    }
  }
}

type OfOrder = Extract<DisbursementEvent, { data: { orderId: string } }>;

function ordered(order: Order, event: Exclude<OfOrder, { type: 'OrderPrepared' }>): Order {
  const [maker] = order.hands as [Hand];
  switch (event.type) {
    case 'OrderFunded':
      return { ...order, status: 'FUNDED' };
    case 'OrderLacksFunds':
      return { ...order, status: 'LACKING', because: `${event.data.lacking} KRW are lacking` };
    case 'OrderChanged': {
      const { notBefore, by } = event.data;
      // Whoever changes it makes it anew: what others had approved was another order.
      const status = order.status === 'PREPARED' ? 'PREPARED' : 'FUNDED';
      return { ...order, status, notBefore, hands: [{ ...maker, by }] };
    }
    case 'OrderChecked':
      return { ...order, status: 'CHECKED', hands: [...order.hands, handOf('check', event.data)] };
    case 'OrderReleased':
      return { ...order, status: 'RELEASED', hands: [...order.hands, handOf('release', event.data)] };
    case 'OrderCancelled':
      return { ...order, status: 'CANCELLED', because: event.data.reason };
    case 'OrderSent':
      return { ...order, status: 'SENT', runId: event.data.runId };
    case 'PaymentMade':
      return { ...order, status: 'PAID' };
    case 'PaymentFailed': {
      const { as, code } = event.data;
      return { ...order, status: as === 'returned' ? 'RETURNED' : 'REJECTED', because: code };
    }
  }
}

function handOf(duty: Hand['duty'], data: { by: string; for?: string | undefined }): Hand {
  return { duty, by: data.by, ...(data.for !== undefined && { for: data.for }) };
}
