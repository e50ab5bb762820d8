import { defineReaction, type Effect } from '@doyak/kernel/event-store';
import type { BankFileEvent } from '../domain/bank-file.js';
import { UseRecovery } from '../features/use-recovery/use-recovery.js';
import { NotePayment } from '../features/note-payment/note-payment.js';

/** What matched moves its order or its recovery; nothing else does. */
export const whenBankFileIsImported = defineReaction<BankFileEvent>({
  name: 'when-bank-file-is-imported-note-payments',
  events: ['BankFileImported'],
  react: (event) => {
    const { fileId, entries } = (event as unknown as BankFileEvent).data;
    return entries.flatMap((entry): Effect[] => {
      const { result, says, code, disbursementId, orderId, recoveryId, amount, receipt } = entry;
      if (result !== 'matched' && result !== 'returned') return [];
      if (says === 'received') {
        if (!recoveryId || amount === undefined || receipt === undefined) return [];
        const act = { type: 'ReceiveRefund', amount, receipt, fileId } as const;
        return [(context) => new UseRecovery(recoveryId, act, context)];
      }
      if (says === undefined || says === 'pending' || !disbursementId || !orderId) return [];
      const note = { as: says, fileId, ...(code !== undefined && { code }) };
      return [(context) => new NotePayment(disbursementId, orderId, note, context)];
    });
  },
  // Two files can tell of the last won at the same time.
  settled: ['ABOVE_DEMAND', 'RECOVERY_NOT_SO'],
});
