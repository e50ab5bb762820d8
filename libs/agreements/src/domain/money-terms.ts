import type { Violation } from '@doyak/kernel/decider';
import { splitByWeights } from '@doyak/kernel/money';

/** Money of an agreement, whole KRW. */
export interface MoneyAsked {
  readonly amount: number;
  readonly ownShare: { readonly cash: number; readonly inKind: number };
}

/** What the program's disbursement stage says of money. */
export interface MoneyPolicy {
  /** KRW. */
  readonly mostPerCase: number;
  /** Of the whole cost: support and own share together. */
  readonly ownShare?: {
    readonly leastPercent: number;
    readonly cashLeastPercent: number;
    readonly inKindMostPercent: number;
  };
  readonly tranches: readonly { readonly id: string; readonly percent: number }[];
}

/** What of the money does not fit the policy. Percentages are compared as whole numbers: no rounding lets a share slip through. */
export function moneyFaults(
  { amount, ownShare: { cash, inKind } }: MoneyAsked,
  policy: MoneyPolicy,
): Violation[] {
  const faults: Violation[] = [];
  const fault = (pointer: string, code: string, detail: string) => faults.push({ pointer, code, detail });
  if (amount > policy.mostPerCase) fault('/amount', 'ABOVE_MOST', `is more than ${policy.mostPerCase} KRW`);
  const own = policy.ownShare;
  if (!own) return faults;
  const share = BigInt(cash) + BigInt(inKind);
  const whole = BigInt(amount) + share;
  const atLeast = (part: bigint, percent: number) => part * 100n >= whole * BigInt(percent);
  if (!atLeast(share, own.leastPercent))
    fault('/ownShare', 'OWN_SHARE_TOO_LOW', `is less than ${own.leastPercent} % of the cost`);
  if (!atLeast(BigInt(cash), own.cashLeastPercent))
    fault('/ownShare/cash', 'CASH_TOO_LOW', `is less than ${own.cashLeastPercent} % of the cost`);
  if (BigInt(inKind) * 100n > whole * BigInt(own.inKindMostPercent))
    fault('/ownShare/inKind', 'IN_KIND_TOO_HIGH', `is more than ${own.inKindMostPercent} % of the cost`);
  return faults;
}

/** Splits an amount by percentages that add up to 100: rounded down, then one won each to the largest remainders (domain.md 7). */
export function splitTranches(
  amount: number,
  tranches: MoneyPolicy['tranches'],
): { id: string; percent: number; amount: number }[] {
  const parts = splitByWeights(
    amount,
    tranches.map(({ percent }) => percent),
  );
  return tranches.map(({ id, percent }, at) => ({ id, percent, amount: parts[at]! }));
}
