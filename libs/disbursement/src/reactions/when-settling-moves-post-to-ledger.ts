import { defineReaction, type Effect, type EventStore } from '@doyak/kernel/event-store';
import { recoveryStream } from '../disbursement-ids.js';
import type { BudgetLineCommand } from '../domain/budget-line.js';
import type { RecoveryEvent } from '../domain/settling/recovery.events.js';
import { type KnownRecovery, recovery } from '../domain/settling/recovery.js';
import type { SettlementEvent } from '../domain/settling/settlement.events.js';
import { PostToLedger } from '../features/post-to-ledger/post-to-ledger.js';

type Followed =
  | Extract<SettlementEvent, { type: 'SettlementConfirmed' }>
  | Extract<RecoveryEvent, { type: 'RecoveryDemanded' | 'RefundReceived' | 'RecoveryWrittenOff' }>;

/** One reaction for all, so that what is settled is posted before it comes back. */
export const whenSettlingMoves = defineReaction<Followed>({
  name: 'when-settling-moves-post-to-ledger',
  events: [...(['SettlementConfirmed', 'RecoveryDemanded', 'RefundReceived', 'RecoveryWrittenOff'] as const)],
  react: async (event, store) =>
    (await postings(event as unknown as Followed, store)).map(
      (posting): Effect =>
        (context) =>
          new PostToLedger(posting, context),
    ),
});

async function postings({ type, data }: Followed, store: EventStore): Promise<BudgetLineCommand[]> {
  const { caseId } = data;
  if (type === 'SettlementConfirmed') {
    const { settlementId, programId } = data;
    return data.lines.map((one) => ({ type: 'PostSettlement', programId, caseId, settlementId, ...one }));
  }
  const { recoveryId } = data;
  const { state } = await store.load(recoveryStream(recoveryId), recovery);
  const { programId, of } = state as KnownRecovery;
  return data.lines.flatMap(({ line, amount }): BudgetLineCommand[] => {
    const at = { programId, line, caseId, recoveryId, amount };
    if (type === 'RefundReceived') return [{ type: 'PostRefund', ...at, receipt: data.receipt }];
    if (type === 'RecoveryWrittenOff') return [{ type: 'PostWriteOff', ...at }];
    // What a settlement demands was posted with it.
    return of.kind === 'sanction' ? [{ type: 'PostSurcharge', ...at }] : [];
  });
}
