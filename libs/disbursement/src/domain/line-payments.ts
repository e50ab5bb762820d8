import type { Given } from '@doyak/kernel/decider';
import type { Map as Kept } from 'immutable';
import type { BudgetLineEvent } from './budget-line.events.js';
import { accounts, type Entry, move } from './entries.js';

/** A payment order as the ledger knows it: `released` and `returned` gave the money back to the promise. */
export interface PostedPayment {
  readonly caseId: string;
  readonly amount: number;
  readonly status: 'reserved' | 'released' | 'posted' | 'returned';
}

interface PaymentAsked {
  readonly caseId: string;
  readonly disbursementId: string;
  readonly orderId: string;
  readonly amount: number;
}

export type PaymentCommand = {
  readonly type: 'ReservePayment' | 'ReleaseReservation' | 'PostPayment' | 'PostReturn';
} & PaymentAsked;

type PaymentEvent = Extract<
  BudgetLineEvent,
  { type: 'PaymentReserved' | 'PaymentPosted' | 'ReturnPosted' | 'ReservationReleased' }
>;

const AFTER = {
  PaymentReserved: 'reserved',
  ReservationReleased: 'released',
  PaymentPosted: 'posted',
  ReturnPosted: 'returned',
} as const;

export function evolvePayments(
  payments: Kept<string, PostedPayment>,
  { type, data: { orderId, caseId, amount } }: PaymentEvent,
): Kept<string, PostedPayment> {
  return payments.set(orderId, { caseId, amount, status: AFTER[type] });
}

/**
 * Postings that follow a payment order. Nothing can be refused there: money that is missing is noted, and what does not follow from
 * where the order stands changes nothing, so that no order is posted twice.
 */
export function decidePayment(
  command: Given<{ readonly programId: string; readonly line: string } & PaymentCommand>,
  {
    balances,
    payments,
  }: { readonly balances: Kept<string, number>; readonly payments: Kept<string, PostedPayment> },
): BudgetLineEvent[] {
  const { programId, line, caseId, disbursementId, orderId, amount } = command;
  const known = payments.get(orderId);
  const place = { programId, line, caseId, disbursementId, orderId };
  const [promised, ordered, paid] = [
    accounts.commitment(caseId),
    accounts.ordered(caseId),
    accounts.paid(caseId),
  ];
  if (command.type === 'ReservePayment') {
    if (known) return [];
    const lacking = amount - balances.get(promised, 0);
    if (lacking > 0) return [{ type: 'PaymentLacked', data: { ...place, amount, lacking } }];
    return [
      { type: 'PaymentReserved', data: { ...place, amount, entries: move(promised, ordered, amount) } },
    ];
  }
  if (!known) return [];
  const data = { ...place, amount: known.amount };
  switch (command.type) {
    case 'ReleaseReservation':
      if (known.status !== 'reserved') return [];
      return [
        {
          type: 'ReservationReleased',
          data: { ...data, entries: move(ordered, promised, known.amount) },
        },
      ];
    case 'PostPayment':
      if (known.status !== 'reserved') return [];
      return [{ type: 'PaymentPosted', data: { ...data, entries: move(ordered, paid, known.amount) } }];
    case 'PostReturn':
      if (known.status !== 'posted') return [];
      return [{ type: 'ReturnPosted', data: { ...data, entries: cameBack(balances, caseId, known.amount) } }];
  }
}

/** A payment that comes back after it was settled is taken from wherever the settlement put it. */
function cameBack(balances: Kept<string, number>, caseId: string, amount: number): Entry[] {
  const { paid, spent, due, recovered, writtenOff, commitment } = accounts;
  let left = amount;
  return [paid(caseId), spent(caseId), due(caseId), recovered, writtenOff].flatMap((account) => {
    const part = Math.min(left, balances.get(account, 0));
    left -= part;
    return part > 0 ? move(account, commitment(caseId), part) : [];
  });
}
