import type { Violation } from '@doyak/kernel/decider';
import { splitByWeights } from '@doyak/kernel/money';
import type { Share } from './co-funding.events.js';

/** What is to be paid. Money is whole KRW. */
export interface Cost {
  /** Cycle of the run: 1, and one more for each respin. */
  readonly cycle: number;
  readonly item: string;
  readonly amount: number;
}

/** What a party brings (분담 확약): money, and things or work that stand for cost items. */
export interface Pledge {
  readonly pledgeId: string;
  readonly party: string;
  readonly cash: number;
  readonly inKind: readonly { readonly item: string; readonly amount: number }[];
}

/** What a pledge brings to the cost, at most what was pledged. */
export interface Contribution {
  readonly pledgeId: string;
  readonly cash: number;
  readonly inKind: number;
}

export interface CostSplit {
  readonly cycle: number;
  readonly item: string;
  readonly parts: Contribution[];
}

const sum = (amounts: readonly number[]) => amounts.reduce((all, one) => all + one, 0);
const inKindOf = ({ inKind }: Pledge) => sum(inKind.map(({ amount }) => amount));

export const costOf = (costs: readonly Cost[]): number => sum(costs.map(({ amount }) => amount));

/** KRW that pledges lack. What is given in kind counts up to what its item costs, and never for another. */
export function gapOf(costs: readonly Cost[], pledges: readonly Pledge[]): number {
  const inKind = itemsOf(costs).map((item) =>
    Math.min(amountOf(costs, item), sum(pledges.map((one) => givenInKind(one, item)))),
  );
  return Math.max(0, costOf(costs) - sum(inKind) - sum(pledges.map(({ cash }) => cash)));
}

const itemsOf = (costs: readonly Cost[]) => [...new Set(costs.map(({ item }) => item))];
const amountOf = (costs: readonly Cost[], item: string) => costOf(costs.filter((one) => one.item === item));
const givenInKind = ({ inKind }: Pledge, item: string) =>
  sum(inKind.filter((one) => one.item === item).map(({ amount }) => amount));

/**
 * Divides the cost among the pledges: what is given in kind in full, the rest in proportion to the cash that was pledged, rounded down, then one
 * won each to the largest remainders (domain.md 7). Each item is divided so by what every pledge has still to bring, so that rows and columns both
 * add up and nobody pays more than was pledged. Only where `gapOf` is 0 and nothing in kind goes beyond its item.
 */
export function planFunding(
  costs: readonly Cost[],
  pledges: readonly Pledge[],
): { contributions: Contribution[]; split: CostSplit[] } {
  const inKind = pledges.map(inKindOf);
  const inCash = costOf(costs) - sum(inKind);
  const cash = splitByWeights(
    inCash,
    pledges.map((one) => one.cash),
  );
  const left = [...cash];
  const leftInKind = pledges.map(
    (one) => new Map(one.inKind.map(({ item }) => [item, givenInKind(one, item)])),
  );
  const split = costs.map(({ cycle, item, amount }): CostSplit => {
    let open = amount;
    const things = leftInKind.map((of) => {
      const taken = Math.min(open, of.get(item) ?? 0);
      of.set(item, (of.get(item) ?? 0) - taken);
      open -= taken;
      return taken;
    });
    const money = splitByWeights(open, left);
    money.forEach((part, at) => (left[at]! -= part));
    const parts = pledges.map(({ pledgeId }, at) => ({ pledgeId, cash: money[at]!, inKind: things[at]! }));
    return { cycle, item, parts: parts.filter((one) => one.cash > 0 || one.inKind > 0) };
  });
  const contributions = pledges.map(({ pledgeId }, at) => ({
    ...{ pledgeId, cash: cash[at]!, inKind: inKind[at]! },
  }));
  return { contributions, split };
}

/** What of a plan does not fit the definition. Percentages are compared as whole numbers: no rounding lets a share slip through. */
export function fundingFaults(
  costs: readonly Cost[],
  pledges: readonly Pledge[],
  policy: { readonly leastCost: number; readonly mostCost?: number; readonly shares: readonly Share[] },
): Violation[] {
  const faults: Violation[] = [];
  const fault = (pointer: string, code: string, detail: string) => faults.push({ pointer, code, detail });
  const cost = costOf(costs);
  if (cost === 0 || cost < policy.leastCost)
    fault('/cost', 'COST_TOO_LOW', `is less than ${policy.leastCost} KRW`);
  if (policy.mostCost !== undefined && cost > policy.mostCost)
    fault('/cost', 'COST_TOO_HIGH', `is more than ${policy.mostCost} KRW`);
  for (const item of new Set(pledges.flatMap(({ inKind }) => inKind.map((one) => one.item)))) {
    const given = sum(pledges.map((one) => givenInKind(one, item)));
    if (given > amountOf(costs, item))
      fault(`/inKind/${item}`, 'IN_KIND_BEYOND_COST', `${given} KRW are given for what costs less`);
  }
  if (faults.length > 0) return faults;
  const { contributions } = planFunding(costs, pledges);
  for (const { party, leastPercent, mostPercent, inKindMostPercent } of policy.shares) {
    const own = contributions.filter((_, at) => pledges[at]!.party === party);
    const inKind = BigInt(sum(own.map((one) => one.inKind)));
    const all = inKind + BigInt(sum(own.map((one) => one.cash)));
    const of = (percent: number) => BigInt(cost) * BigInt(percent);
    const pointer = `/shares/${party}`;
    if (all * 100n < of(leastPercent))
      fault(pointer, 'SHARE_TOO_LOW', `is less than ${leastPercent} % of the cost`);
    if (all * 100n > of(mostPercent))
      fault(pointer, 'SHARE_TOO_HIGH', `is more than ${mostPercent} % of the cost`);
    if (inKindMostPercent !== undefined && inKind * 100n > of(inKindMostPercent))
      fault(pointer, 'IN_KIND_TOO_HIGH', `in kind is more than ${inKindMostPercent} % of the cost`);
  }
  return faults;
}
