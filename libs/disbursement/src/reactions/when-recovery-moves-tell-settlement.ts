import { defineReaction } from '@doyak/kernel/event-store';
import { recoveryStream } from '../disbursement-ids.js';
import type { RecoveryEvent } from '../domain/settling/recovery.events.js';
import { type KnownRecovery, recovery } from '../domain/settling/recovery.js';
import { UseSettlement } from '../features/use-settlement/use-settlement.js';

type Followed = Extract<RecoveryEvent, { type: 'RecoveryOverdue' | 'RecoveryClosed' }>;

/** A settlement is overdue as its demand is, and ends as that does. */
export const whenRecoveryMoves = defineReaction<Followed>({
  name: 'when-recovery-moves-tell-settlement',
  events: ['RecoveryOverdue', 'RecoveryClosed'],
  react: async (event, store) => {
    const { type, data } = event as unknown as Followed;
    const { state } = await store.load(recoveryStream(data.recoveryId), recovery);
    const { of } = state as KnownRecovery;
    if (of.kind !== 'settlement') return [];
    const as = type === 'RecoveryOverdue' ? 'overdue' : data.as;
    return [(context) => new UseSettlement(of.id, { type: 'NoteRecovery', as }, context)];
  },
});
