import { defineReaction, type Effect } from '@doyak/kernel/event-store';
import type { PaymentRunEvent } from '../domain/payment-run.js';
import { CloseRun } from '../features/close-run/close-run.js';
import { SendOrder } from '../features/send-order/send-order.js';

type Followed = Extract<PaymentRunEvent, { type: 'PaymentRunPlanned' }>;

/** Each order goes into the run by its own word; then the run is closed with those that did. Whoever dies in between is followed by the next. */
export const whenPaymentRunIsPlanned = defineReaction<Followed>({
  name: 'when-payment-run-is-planned-send-its-orders',
  events: ['PaymentRunPlanned'],
  react: (event) => {
    const { runId, valueDate, orders } = (event as unknown as Followed).data;
    const sends = orders.map(
      ({ disbursementId, orderId }): Effect =>
        (context) =>
          new SendOrder(disbursementId, orderId, { runId, valueDate }, context),
    );
    return [...sends, (context) => new CloseRun(runId, context)];
  },
  settled: ['PAYMENT_ORDER_NOT_SO', 'PAYMENT_ORDER_NOT_FOUND', 'DISBURSEMENT_NOT_FOUND'],
});
