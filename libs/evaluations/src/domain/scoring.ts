import { z } from 'zod';
import { type Checklist, type Criterion, GRADES, type Mark, type ScoredSheet } from './sheet.js';

/*
 * The arithmetic of evaluations (평가 점수 산정), in whole numbers throughout. Points are hundredths: 8750 is 87.50. A grade is a fifth of a whole
 * weight, so that every score is a whole number of hundredths; only a mean is a fraction, and it is kept as sum and count until it is rounded.
 */

/** How extremes are dropped (최고·최저 점수 제외). */
export const drop = z.object({
  /** When at least so many ballots count. */
  from: z.int().min(3),
  highest: z.int().min(0),
  lowest: z.int().min(0),
});
export type Drop = z.output<typeof drop>;

const hundredths = z.int().min(0);

/** A mean before and after rounding to hundredths, half up. */
const mean = z.object({ sum: hundredths, count: z.int().min(1), rounded: hundredths });
export type Mean = z.output<typeof mean>;

export const scoredResult = z.object({
  kind: z.literal('scored'),
  ballots: z.array(
    z.object({
      reviewer: z.uuid(),
      total: hundredths,
      /** Absent: it counts. */
      dropped: z.enum(['highest', 'lowest']).optional(),
    }),
  ),
  mean,
  /** Means of the ballots that count, in the order of the definition: they decide ties. */
  criteria: z.array(z.object({ id: z.string(), weight: z.int(), mean })),
  passMark: hundredths,
  /** The mean against the pass mark, before any bonus. */
  passed: z.boolean(),
  bonus: hundredths,
  /** Mean and bonus. */
  total: hundredths,
});
export type ScoredResult = z.output<typeof scoredResult>;

export const checklistResult = z.object({
  kind: z.literal('checklist'),
  items: z.array(
    z.object({
      id: z.string(),
      mandatory: z.boolean(),
      confirmed: z.int(),
      refuted: z.int(),
      /** More than half confirm it. */
      holds: z.boolean(),
    }),
  ),
  /** Every mandatory item holds. */
  passed: z.boolean(),
});
export type ChecklistResult = z.output<typeof checklistResult>;

export interface Ballot {
  readonly reviewer: string;
  readonly marks: readonly Mark[];
}

/** What a mark gives, in hundredths. */
export function pointsOf({ weight }: Criterion, mark: Mark): number {
  if ('grade' in mark) return weight * (GRADES.length - GRADES.indexOf(mark.grade)) * (100 / GRADES.length);
  return 'points' in mark ? mark.points * 100 : 0;
}

/** The mean of hundredths; half a hundredth goes up. */
export function meanOf(values: readonly number[]): Mean {
  const count = values.length;
  const sum = values.reduce((all, one) => all + one, 0);
  return { sum, count, rounded: Math.floor((2 * sum + count) / (2 * count)) };
}

/** The result of a scored sheet. Whole, whatever the order of the ballots; there must be at least one, each complete. */
export function score(
  { criteria, passMark, bonuses }: ScoredSheet,
  ballots: readonly Ballot[],
  { drop: rule, awarded }: { drop?: Drop; awarded: readonly string[] },
): ScoredResult {
  const scored = ballots.map(({ reviewer, marks }) => {
    const points = criteria.map((one) =>
      pointsOf(
        one,
        marks.find(({ item }) => item === one.id)!,
      ),
    );
    return { reviewer, points, total: points.reduce((all, one) => all + one, 0) };
  });
  const ordered = scored.toSorted(ascending(criteria));
  const drops = rule !== undefined && ordered.length >= rule.from;
  const [low, high] = drops ? [rule.lowest, ordered.length - rule.highest] : [0, ordered.length];
  const counted = ordered.slice(low, high);
  const total = meanOf(counted.map((one) => one.total));
  const bonus = bonuses.reduce((all, { id, points }) => all + (awarded.includes(id) ? points * 100 : 0), 0);
  return {
    kind: 'scored',
    ballots: ordered.map((one, at) => ({
      ...{ reviewer: one.reviewer, total: one.total },
      ...(at < low && { dropped: 'lowest' as const }),
      ...(at >= high && { dropped: 'highest' as const }),
    })),
    mean: total,
    criteria: criteria.map(({ id, weight }, at) => ({
      ...{ id, weight, mean: meanOf(counted.map(({ points }) => points[at]!)) },
    })),
    ...{ passMark: passMark * 100, passed: total.rounded >= passMark * 100 },
    ...{ bonus, total: total.rounded + bonus },
  };
}

interface Scored {
  readonly reviewer: string;
  readonly points: readonly number[];
  readonly total: number;
}

/**
 * By total; equal totals by the criterion that weighs most, then the next, so that it does not depend on who scored first which of two equal
 * extremes is dropped. Who is left equal gave the same marks: the last step decides nothing but the order of lines.
 */
function ascending(criteria: readonly Criterion[]): (one: Scored, other: Scored) => number {
  const byWeight = criteria
    .map(({ weight }, at) => ({ weight, at }))
    .toSorted((one, other) => other.weight - one.weight);
  return (one, other) => {
    if (one.total !== other.total) return one.total - other.total;
    for (const { at } of byWeight) {
      const difference = one.points[at]! - other.points[at]!;
      if (difference !== 0) return difference;
    }
    return one.reviewer < other.reviewer ? -1 : 1;
  };
}

/** The result of a checklist (현장실사): an item holds when more than half of the inspectors confirm it. */
export function countConfirmed({ items }: Checklist, ballots: readonly Ballot[]): ChecklistResult {
  const counted = items.map(({ id, mandatory }) => {
    const confirmed = ballots.filter(({ marks }) =>
      marks.some((mark) => mark.item === id && 'confirmed' in mark && mark.confirmed),
    ).length;
    const refuted = ballots.length - confirmed;
    return { id, mandatory, confirmed, refuted, holds: confirmed > refuted };
  });
  const passed = counted.every(({ mandatory, holds }) => holds || !mandatory);
  return { kind: 'checklist', items: counted, passed };
}

/** Hundredths as people write them: 8750 is 87.50. */
export function decimal(value: number): string {
  return `${Math.floor(value / 100)}.${String(value % 100).padStart(2, '0')}`;
}
