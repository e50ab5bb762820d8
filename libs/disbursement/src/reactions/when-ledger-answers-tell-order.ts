import { defineReaction } from '@doyak/kernel/event-store';
import type { BudgetLineEvent } from '../domain/budget-line.events.js';
import { NoteFunds } from '../features/note-funds/note-funds.js';

type Followed = Extract<BudgetLineEvent, { type: 'PaymentReserved' | 'PaymentLacked' }>;

/** An order can be approved once its money is set aside. */
export const whenLedgerAnswers = defineReaction<Followed>({
  name: 'when-ledger-answers-tell-order',
  events: ['PaymentReserved', 'PaymentLacked'],
  react: (event) => {
    const { type, data } = event as unknown as Followed;
    const lacking = type === 'PaymentLacked' ? data.lacking : 0;
    return [(context) => new NoteFunds(data.disbursementId, data.orderId, lacking, context)];
  },
});
