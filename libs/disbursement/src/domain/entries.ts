import { Refusal } from '@doyak/kernel/decider';

/** One line of a posting: whole KRW, a debit above zero, a credit below. */
export interface Entry {
  readonly account: string;
  readonly amount: number;
}

/** The largest sum that is still exact: 2^53 − 1, nine quadrillion won. */
const MOST = Number.MAX_SAFE_INTEGER;

/** Moves money from one account to another: what leaves the one arrives at the other, so that every posting balances. */
export function move(from: string, to: string, amount: number): Entry[] {
  if (!Number.isSafeInteger(amount) || amount <= 0)
    throw new Refusal('rule', 'AMOUNT_INVALID', 'An amount is a whole number of KRW above zero');
  return [
    { account: to, amount },
    { account: from, amount: -amount },
  ];
}

/** Sum of entries; zero for every posting. */
export const sumOf = (entries: readonly Entry[]): number =>
  entries.reduce((sum, { amount }) => sum + amount, 0);

/** Whether a balance can still be added to without losing a won. */
export const fits = (balance: number, amount: number): boolean => balance + amount <= MOST;

/** Accounts of a budget line (예산 세목). */
export const accounts = {
  /** Where the money comes from: below zero by what has been appropriated. */
  appropriation: 'appropriation',
  /** Appropriated, and given to no round yet. */
  unallocated: 'unallocated',
  /** Given to a round, and promised to nobody yet. */
  round: (roundId: string) => `round:${roundId}`,
  /** Promised to a case by its agreement. */
  commitment: (caseId: string) => `case:${caseId}`,
  /** Taken out of the promise for a payment order that is on its way. */
  ordered: (caseId: string) => `ordered:${caseId}`,
  /** Paid out, and not accounted for yet. */
  paid: (caseId: string) => `paid:${caseId}`,
  /** Accounted for, and accepted. */
  spent: (caseId: string) => `spent:${caseId}`,
  /** To be returned: what was not accepted or not spent, interest, surcharges. */
  due: (caseId: string) => `due:${caseId}`,
  /** Come back. */
  recovered: 'recovered',
  /** Given up. */
  writtenOff: 'written-off',
  /** Interest and surcharges that were demanded: below zero by these. */
  income: 'income',
} as const;
