import { defineReaction, type Effect } from '@doyak/kernel/event-store';
import type { BankFileEvent } from '../domain/bank-file.js';
import { NotePayment } from '../features/note-payment/note-payment.js';

/** What matched moves its order; nothing else does. */
export const whenBankFileIsImported = defineReaction<BankFileEvent>({
  name: 'when-bank-file-is-imported-note-payments',
  events: ['BankFileImported'],
  react: (event) => {
    const { fileId, entries } = (event as unknown as BankFileEvent).data;
    return entries.flatMap(({ result, says, code, disbursementId, orderId }): Effect[] => {
      if (result !== 'matched' && result !== 'returned') return [];
      if (says === undefined || says === 'pending' || !disbursementId || !orderId) return [];
      const note = { as: says, fileId, ...(code !== undefined && { code }) };
      return [(context) => new NotePayment(disbursementId, orderId, note, context)];
    });
  },
});
