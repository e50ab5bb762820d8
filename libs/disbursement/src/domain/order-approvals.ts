import { Refusal } from '@doyak/kernel/decider';
import { trancheOf } from './claims.js';
import type { DisbursementEvent } from './disbursement.events.js';
import type { DisbursementOf } from './disbursement.commands.js';
import type { KnownDisbursement, Order, OrderStatus } from './disbursement.state.js';
import { type Hand, needsCheck, officerFor, refuseSameEyes } from './four-eyes.js';

/** Codes of ISO 20022 that say that the account is wrong: the same account is not paid to again. */
const ACCOUNT_CODES = /^(AC|BE)\d\d$/;

/** Refusals: PAYMENT_ORDER_NOT_FOUND, PAYMENT_ORDER_NOT_SO. */
export function orderOf(state: KnownDisbursement, orderId: string, ...wanted: OrderStatus[]): Order {
  const found = state.orders.find((one) => one.orderId === orderId);
  if (!found) throw new Refusal('not-found', 'PAYMENT_ORDER_NOT_FOUND', 'There is no such payment order');
  if (wanted.length > 0 && !wanted.includes(found.status))
    throw new Refusal(
      'conflict',
      'PAYMENT_ORDER_NOT_SO',
      `The payment order is ${found.status.toLowerCase()}`,
    );
  return found;
}

export function prepareOrder(
  command: DisbursementOf<'PrepareOrder'>,
  state: KnownDisbursement,
): DisbursementEvent[] {
  const by = officerFor(command.actor, state.beneficiary);
  const tranche = trancheOf(state, command.tranche, 'APPROVED');
  const { disbursementId, caseId, programId, line, accountId } = state;
  if (accountId === undefined)
    throw new Refusal('conflict', 'ACCOUNT_NEEDED', 'The beneficiary has named no account');
  const failed = state.orders.some(
    (one) => one.accountId === accountId && one.because !== undefined && ACCOUNT_CODES.test(one.because),
  );
  if (failed)
    throw new Refusal('conflict', 'ACCOUNT_NOT_CORRECTED', 'The bank has said that this account is wrong');
  const place = { disbursementId, caseId, tranche: tranche.id, orderId: command.orderId };
  const number = String(state.orders.length + 1).padStart(3, '0');
  const endToEndId = `${disbursementId.replaceAll('-', '')}${number}`;
  const { amount } = tranche.approved!;
  const data = { ...place, programId, line, amount, accountId, endToEndId, notBefore: command.notBefore, by };
  return [{ type: 'OrderPrepared', data }];
}

/** Whoever changes an order makes it anew; nothing that others approved before counts. */
export function changeOrder(
  { orderId, notBefore, reason, actor }: DisbursementOf<'ChangeOrder'>,
  state: KnownDisbursement,
): DisbursementEvent[] {
  const by = officerFor(actor, state.beneficiary);
  const order = orderOf(state, orderId, 'PREPARED', 'FUNDED', 'CHECKED');
  if (order.notBefore === notBefore) return [];
  return [{ type: 'OrderChanged', data: { ...placeOf(state, order), notBefore, reason, by } }];
}

export function cancelOrder(
  { orderId, reason, actor }: DisbursementOf<'CancelOrder'>,
  state: KnownDisbursement,
): DisbursementEvent[] {
  const by = officerFor(actor, state.beneficiary);
  const order = orderOf(state, orderId, 'PREPARED', 'FUNDED', 'CHECKED');
  return [{ type: 'OrderCancelled', data: { ...placeOf(state, order), reason, by } }];
}

export function checkOrder(
  { orderId, mandate, actor }: DisbursementOf<'CheckOrder' | 'ReleaseOrder'>,
  state: KnownDisbursement,
): DisbursementEvent[] {
  const by = officerFor(actor, state.beneficiary);
  const order = orderOf(state, orderId, 'FUNDED');
  const hand = appointed('check', by, mandate);
  refuseSameEyes(order.hands, hand);
  return [{ type: 'OrderChecked', data: { ...placeOf(state, order), by, for: hand.for } }];
}

/** The last step before the bank: it cannot be taken back. */
export function releaseOrder(
  { orderId, mandate, actor }: DisbursementOf<'CheckOrder' | 'ReleaseOrder'>,
  state: KnownDisbursement,
): DisbursementEvent[] {
  const by = officerFor(actor, state.beneficiary);
  const order = orderOf(state, orderId, 'FUNDED', 'CHECKED');
  const hand = appointed('release', by, mandate);
  if (order.status === 'FUNDED' && needsCheck(order.amount, state.threePeopleAbove)) {
    const detail = `Above ${state.threePeopleAbove} KRW a checker comes before the releaser`;
    throw new Refusal('conflict', 'CHECK_NEEDED', detail);
  }
  refuseSameEyes(order.hands, hand);
  return [{ type: 'OrderReleased', data: { ...placeOf(state, order), by, for: hand.for } }];
}

/** Refusal: NOT_APPOINTED. */
function appointed(
  duty: 'check' | 'release',
  by: string,
  mandate: { readonly for?: string } | undefined,
): Hand {
  if (!mandate) {
    const detail = `You are not appointed to ${duty} payments of this program, nor stand in for somebody who is`;
    throw new Refusal('forbidden', 'NOT_APPOINTED', detail);
  }
  return { duty, by, ...mandate };
}

export const placeOf = ({ disbursementId, caseId }: KnownDisbursement, { orderId, tranche }: Order) => ({
  ...{ disbursementId, caseId, tranche, orderId },
});
