import { Refusal } from '@doyak/kernel/decider';
import type { DisbursementEvent } from './disbursement.events.js';
import type { DisbursementOf } from './disbursement.commands.js';
import type { KnownDisbursement } from './disbursement.state.js';
import { orderOf, placeOf } from './order-approvals.js';

/** What the ledger answered to an order. */
export function noteFunds(
  { orderId, lacking }: DisbursementOf<'NoteFunds'>,
  state: KnownDisbursement,
): DisbursementEvent[] {
  const order = orderOf(state, orderId);
  if (order.status !== 'PREPARED') return [];
  if (lacking === 0) return [{ type: 'OrderFunded', data: placeOf(state, order) }];
  return [{ type: 'OrderLacksFunds', data: { ...placeOf(state, order), lacking } }];
}

/** An order goes into one file only. Refusal: PAYMENT_ORDER_NOT_SO. */
export function sendOrder(
  { orderId, runId, valueDate }: DisbursementOf<'SendOrder'>,
  state: KnownDisbursement,
): DisbursementEvent[] {
  const order = orderOf(state, orderId);
  if (order.status === 'SENT' && order.runId === runId) return [];
  if (order.status !== 'RELEASED' || order.notBefore > valueDate)
    throw new Refusal(
      'conflict',
      'PAYMENT_ORDER_NOT_SO',
      `The payment order is ${order.status.toLowerCase()}`,
    );
  return [{ type: 'OrderSent', data: { ...placeOf(state, order), runId } }];
}

/** What the bank says happened. What does not follow from where the order stands changes nothing: a file that tells it twice pays once. */
export function notePayment(
  { orderId, fileId, as, code }: DisbursementOf<'NotePayment'>,
  state: KnownDisbursement,
): DisbursementEvent[] {
  const order = orderOf(state, orderId);
  if (as === 'paid') {
    if (order.status !== 'SENT') return [];
    return [{ type: 'PaymentMade', data: { ...placeOf(state, order), amount: order.amount, fileId } }];
  }
  if (order.status !== (as === 'rejected' ? 'SENT' : 'PAID')) return [];
  return [
    {
      type: 'PaymentFailed',
      data: { ...placeOf(state, order), as, amount: order.amount, code: code ?? 'NARR', fileId },
    },
  ];
}
