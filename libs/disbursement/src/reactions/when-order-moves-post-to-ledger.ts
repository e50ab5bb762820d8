import { defineReaction, type Effect, type EventStore } from '@doyak/kernel/event-store';
import { disbursementStream } from '../disbursement-ids.js';
import type { DisbursementEvent } from '../domain/disbursement.events.js';
import { disbursement } from '../domain/disbursement.js';
import type { KnownDisbursement } from '../domain/disbursement.state.js';
import type { BudgetLineCommand } from '../domain/budget-line.js';
import { PostToLedger } from '../features/post-to-ledger/post-to-ledger.js';

type Followed = Extract<
  DisbursementEvent,
  {
    type:
      | ('AmountSet' | 'OrderPrepared' | 'OrderCancelled' | 'PaymentMade' | 'PaymentFailed')
      | ('DisbursementStopped' | 'DisbursementCompleted');
  }
>;

/** One reaction for all, so that an order's postings come in the order in which it moved. */
export const whenOrderMoves = defineReaction<Followed>({
  name: 'when-order-moves-post-to-ledger',
  events: [
    ...(['AmountSet', 'OrderPrepared', 'OrderCancelled', 'PaymentMade', 'PaymentFailed'] as const),
    ...(['DisbursementStopped', 'DisbursementCompleted'] as const),
  ],
  react: async (event, store) => {
    const moved = event as unknown as Followed;
    const known = await load(store, moved.data.disbursementId);
    return postings(moved, known, event.streamVersion).map(
      (posting): Effect =>
        (context) =>
          new PostToLedger(posting, context),
    );
  },
});

async function load(store: EventStore, id: string): Promise<KnownDisbursement> {
  return (await store.load(disbursementStream(id), disbursement)).state as KnownDisbursement;
}

function postings(
  { type, data }: Followed,
  { programId, line, roundId, orders, status }: KnownDisbursement,
  version: number,
): BudgetLineCommand[] {
  const { disbursementId, caseId } = data;
  const place = { programId, line, caseId };
  const release = (reason: string): BudgetLineCommand => ({ type: 'ReleaseCommitment', ...place, reason });
  if (type === 'AmountSet') {
    // Where there is an agreement, its own conclusion commits.
    if (data.agreement) return [];
    const asked = { agreementId: disbursementId, roundId, number: version, total: data.amount };
    return [{ type: 'CommitFunds', noteLack: true, ...place, ...asked }];
  }
  if (type === 'DisbursementStopped') return [release(data.reason)];
  if (type === 'DisbursementCompleted') return [release('Everything was paid')];
  const { amount } = orders.find(({ orderId }) => orderId === data.orderId)!;
  const post = (kind: 'ReservePayment' | 'ReleaseReservation' | 'PostPayment' | 'PostReturn') =>
    ({ type: kind, ...place, disbursementId, orderId: data.orderId, amount }) as const;
  switch (type) {
    case 'OrderPrepared':
      return [post('ReservePayment')];
    case 'PaymentMade':
      return [post('PostPayment')];
    case 'OrderCancelled':
      return [post('ReleaseReservation')];
    case 'PaymentFailed': {
      const back = post(data.as === 'returned' ? 'PostReturn' : 'ReleaseReservation');
      return status === 'STOPPED' ? [back, release('The disbursement was stopped')] : [back];
    }
  }
}
