import fc from 'fast-check';
import type { BudgetLineEvent } from '../../libs/disbursement/src/domain/budget-line.events.js';
import {
  balanceOf,
  type BudgetLineCommand,
  type BudgetLineState,
} from '../../libs/disbursement/src/domain/budget-line.js';

const uuid = (n: number) => `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const at = { programId: 'sample', line: 'grant' };
const roundId = uuid(1);
const cases = [uuid(10), uuid(11), uuid(12)];
const ACCOUNTS = ['case', 'ordered', 'paid', 'spent', 'due'] as const;

/** What a clerk with a notebook would have written: sums by case, without entries. */
export interface Book {
  readonly of: Map<string, Record<(typeof ACCOUNTS)[number], number>>;
  unallocated: number;
  round: number;
  income: number;
  recovered: number;
  writtenOff: number;
  /** How often each order was paid and came back. */
  readonly orders: Map<string, { paid: number; back: number }>;
}

/** Writes down what happened. */
export function write(book: Book, { type, data }: BudgetLineEvent): void {
  const of = 'caseId' in data ? book.of.get(data.caseId)! : undefined!;
  const order = 'orderId' in data ? (book.orders.get(data.orderId) ?? { paid: 0, back: 0 }) : undefined!;
  if ('orderId' in data) book.orders.set(data.orderId, order);
  switch (type) {
    case 'FundsAppropriated':
      book.unallocated += data.amount;
      return;
    case 'FundsAllocated':
      book.unallocated -= data.amount;
      book.round += data.amount;
      return;
    case 'AllocationReturned':
      book.unallocated += data.amount;
      book.round -= data.amount;
      return;
    case 'FundsCommitted':
      of.case += data.change;
      book.round -= data.change;
      return;
    case 'CommitmentReleased':
      of.case -= data.amount;
      book.round += data.amount;
      return;
    case 'PaymentReserved':
      of.case -= data.amount;
      of.ordered += data.amount;
      return;
    case 'ReservationReleased':
      of.ordered -= data.amount;
      of.case += data.amount;
      return;
    case 'PaymentPosted':
      of.ordered -= data.amount;
      of.paid += data.amount;
      order.paid += 1;
      return;
    case 'ReturnPosted': {
      order.back += 1;
      of.case += data.amount;
      let left = data.amount;
      for (const account of ['paid', 'spent', 'due'] as const) {
        const part = Math.min(left, of[account]);
        of[account] -= part;
        left -= part;
      }
      const part = Math.min(left, book.recovered);
      book.recovered -= part;
      book.writtenOff -= left - part;
      return;
    }
    case 'SettlementPosted':
      of.paid -= data.accepted + data.refund - data.interest;
      of.spent += data.accepted;
      of.due += data.refund;
      book.income -= data.interest;
      return;
    case 'SurchargePosted':
      of.due += data.amount;
      book.income -= data.amount;
      return;
    case 'RefundPosted': {
      const covered = Math.min(data.amount, of.due);
      of.due -= covered;
      book.income -= data.amount - covered;
      book.recovered += data.amount;
      return;
    }
    case 'WriteOffPosted': {
      const covered = Math.min(data.amount, of.due);
      of.due -= covered;
      book.writtenOff += covered;
      return;
    }
    default:
      return;
  }
}

const amount = fc.integer({ min: 1, max: 400 });
const caseId = fc.constantFrom(...cases);
const order = fc.nat(4).map((n) => uuid(100 + n));
const thing = fc.nat(2).map((n) => uuid(200 + n));
const payment = (type: 'ReservePayment' | 'ReleaseReservation' | 'PostPayment' | 'PostReturn') =>
  order.map((orderId) => ({
    // An order is of one case and one amount for good.
    ...{ type, ...at, orderId, disbursementId: uuid(300), amount: 50 },
    caseId: cases[Number(orderId.slice(-1)) % cases.length]!,
  }));
/** Anything that can be asked of a line, by anybody, in any order. */
export const anyLedgerCommand: fc.Arbitrary<BudgetLineCommand> = fc.oneof(
  amount.map((n) => ({ type: 'AppropriateFunds' as const, ...at, amount: n, basis: 'x', budget: 3_000 })),
  amount.map((n) => ({ type: 'AllocateFunds' as const, ...at, roundId, amount: n })),
  amount.map((n) => ({ type: 'ReturnAllocation' as const, ...at, roundId, amount: n, reason: 'x' })),
  fc.tuple(caseId, amount, fc.integer({ min: 1, max: 4 })).map(([id, total, number]) => ({
    ...{ type: 'CommitFunds' as const, ...at, caseId: id, agreementId: id, roundId, number, total },
    noteLack: true,
  })),
  caseId.map((id) => ({ type: 'ReleaseCommitment' as const, ...at, caseId: id, reason: 'x' })),
  ...[payment('ReservePayment'), payment('ReservePayment'), payment('PostPayment')],
  ...[payment('PostPayment'), payment('ReleaseReservation'), payment('PostReturn')],
  fc
    .tuple(caseId, thing, amount, fc.nat(200), fc.nat(9))
    .map(([id, settlementId, accepted, back, interest]) => ({
      ...{ type: 'PostSettlement' as const, ...at, caseId: id, settlementId, accepted },
      ...{ refund: back + interest, interest },
    })),
  fc.tuple(caseId, thing, amount).map(([id, recoveryId, n]) => ({
    ...{ type: 'PostSurcharge' as const, ...at, caseId: id, recoveryId, amount: n },
  })),
  fc.tuple(caseId, thing, amount, fc.nat(3)).map(([id, recoveryId, n, receipt]) => ({
    ...{ type: 'PostRefund' as const, ...at, caseId: id, recoveryId, amount: n, receipt: String(receipt) },
  })),
  fc.tuple(caseId, thing, amount).map(([id, recoveryId, n]) => ({
    ...{ type: 'PostWriteOff' as const, ...at, caseId: id, recoveryId, amount: n },
  })),
);

/** Money to begin with. */
export const START: readonly BudgetLineCommand[] = [
  { type: 'AppropriateFunds', ...at, amount: 2_000, basis: 'x', budget: 3_000 },
  { type: 'AllocateFunds', ...at, roundId, amount: 1_500 },
];

export const emptyBook = (): Book => ({
  of: new Map(cases.map((id) => [id, { case: 0, ordered: 0, paid: 0, spent: 0, due: 0 }])),
  orders: new Map(),
  ...{ unallocated: 0, round: 0, income: 0, recovered: 0, writtenOff: 0 },
});

/** The ledger says what the notebook says; nothing is below its floor; all adds up to zero; no order is paid twice. */
export function faultsOf(state: BudgetLineState, book: Book): string[] {
  const faults: string[] = [];
  const same = (account: string, noted: number) => {
    const held = balanceOf(state, account);
    if (held !== noted) faults.push(`${account} holds ${held}, not ${noted}`);
  };
  for (const [id, of] of book.of) for (const account of ACCOUNTS) same(`${account}:${id}`, of[account]);
  same('unallocated', book.unallocated);
  same(`round:${roundId}`, book.round);
  same('income', book.income);
  same('recovered', book.recovered);
  same('written-off', book.writtenOff);
  let total = 0;
  for (const [account, balance] of state.balances) {
    total += balance;
    const below = account === 'appropriation' || account === 'income';
    if (below ? balance > 0 : balance < 0) faults.push(`${account} is past its floor: ${balance}`);
  }
  if (total !== 0) faults.push(`All adds up to ${total}`);
  for (const [id, { paid, back }] of book.orders)
    if (paid > 1 || back > paid) faults.push(`${id} was paid ${paid} times and came back ${back} times`);
  return faults;
}
