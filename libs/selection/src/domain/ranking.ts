import type { Placed, StageTotal } from './selection.events.js';

/** What ranks a candidate. */
export interface Ranked {
  readonly caseId: string;
  readonly quotas: readonly string[];
  /** Of every evaluation that counts. */
  readonly totals: readonly StageTotal[];
}

export interface RankingRules {
  readonly weights: readonly { readonly stage: string; readonly weight: number }[];
  /** Slots to fill. */
  readonly slots: number;
  readonly reserves: number;
  /** Of the first reserve of this ranking. */
  readonly firstReserve: number;
  readonly quotas: readonly { readonly id: string; readonly slots: number }[];
  readonly tieOrders: readonly (readonly string[])[];
}

/**
 * The weighted total in hundredths, rounded half up (domain.md 2: two decimals are kept). Totals are hundredths and weights whole percent, so
 * that all of it is whole numbers.
 */
export function weightedTotal(totals: readonly StageTotal[], weights: RankingRules['weights']): number {
  const sum = weights.reduce(
    (all, { stage, weight }) => all + totals.find((one) => one.stage === stage)!.total * weight,
    0,
  );
  return Math.floor((sum + 50) / 100);
}

/**
 * Ranks candidates (순위) and gives the places: first the slots that quotas keep, then the free ones, then reserves. Ties: the criterion that
 * weighs most in the total decides, then the next (equal weights: in the order of the definition), then an order that an operator gave;
 * whom nothing tells apart shares a rank.
 */
export function rankCandidates(candidates: readonly Ranked[], rules: RankingRules): Placed[] {
  const keyed = candidates.map((one) => ({ ...one, keys: keysOf(one, rules.weights) }));
  // The last step keeps the result the same whatever the order in which candidates joined; it decides nothing: the rank is shared.
  const sorted = keyed.sort(
    (one, other) => compare(one, other, rules) || (one.caseId < other.caseId ? -1 : 1),
  );
  const ranks = sorted.reduce<number[]>((all, one, at) => {
    const previous = sorted[at - 1];
    const shared = previous !== undefined && compare(previous, one, rules) === 0;
    return [...all, shared ? all[at - 1]! : at + 1];
  }, []);
  const places = givePlaces(sorted, rules);
  const placed = sorted.map((one, at) => ({
    caseId: one.caseId,
    rank: ranks[at]!,
    total: one.keys[0]!,
    ...places.get(one.caseId)!,
  }));
  return placed.map((one) => ({ ...one, tied: matters(one, placed) }));
}

type Place = Pick<Placed, 'place' | 'reserve' | 'quota'>;

function givePlaces(
  sorted: readonly Ranked[],
  { slots, reserves, firstReserve, quotas }: RankingRules,
): Map<string, Place> {
  const places = new Map<string, Place>();
  let left = slots;
  const take = (one: Ranked, quota?: string) => {
    places.set(one.caseId, { place: 'selected', ...(quota !== undefined && { quota }) });
    left -= 1;
  };
  for (const quota of quotas) {
    const fitting = sorted.filter(
      ({ caseId, quotas: fits }) => !places.has(caseId) && fits.includes(quota.id),
    );
    for (const one of fitting.slice(0, Math.min(quota.slots, left))) take(one, quota.id);
  }
  for (const one of sorted) if (left > 0 && !places.has(one.caseId)) take(one);
  let kept = 0;
  for (const one of sorted) {
    if (places.has(one.caseId)) continue;
    if (kept < reserves) places.set(one.caseId, { place: 'reserve', reserve: firstReserve + kept });
    else places.set(one.caseId, { place: 'rejected' });
    kept += 1;
  }
  return places;
}

/** A shared rank matters where those who share it do not fare alike; reserves never do, for they have an order. */
function matters(one: Omit<Placed, 'tied'>, all: readonly Omit<Placed, 'tied'>[]): boolean {
  return all.some(
    (other) =>
      other.caseId !== one.caseId &&
      other.rank === one.rank &&
      (other.place !== one.place || one.place === 'reserve'),
  );
}

type Keyed = Ranked & { readonly keys: readonly number[] };

function compare(one: Keyed, other: Keyed, { tieOrders }: RankingRules): number {
  for (const [at, key] of one.keys.entries()) {
    const difference = (other.keys[at] ?? 0) - key;
    if (difference !== 0) return difference;
  }
  // The latest order that names both.
  const order = tieOrders.findLast((ids) => ids.includes(one.caseId) && ids.includes(other.caseId));
  return order ? order.indexOf(one.caseId) - order.indexOf(other.caseId) : 0;
}

/** The total, then the criteria by what they weigh in it. */
function keysOf({ totals }: Ranked, weights: RankingRules['weights']): number[] {
  const criteria = weights.flatMap(({ stage, weight: percent }) =>
    totals
      .find((one) => one.stage === stage)!
      .criteria.map(({ weight, mean }) => ({ weight: weight * percent, mean })),
  );
  const byWeight = criteria.toSorted((one, other) => other.weight - one.weight);
  return [weightedTotal(totals, weights), ...byWeight.map(({ mean }) => mean)];
}
