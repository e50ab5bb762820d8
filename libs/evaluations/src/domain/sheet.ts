import type { Violation } from '@doyak/kernel/decider';
import { z } from 'zod';

/** Grades (등급) from best to worst: of a weight of 20 they give 20, 16, 12, 8 and 4 points. */
export const GRADES = ['A', 'B', 'C', 'D', 'E'] as const;

export const criterion = z.object({
  id: z.string(),
  /** Points of 100. */
  weight: z.int().min(1).max(100),
  method: z.enum(['graded', 'points']),
});

/** What reviewers fill in (평가표): criteria that are scored, or items that are confirmed on site. */
export const sheet = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('scored'),
    criteria: z.array(criterion).min(1),
    /** Whole points. */
    passMark: z.int().min(0).max(100),
    /** Bonus (가점) that can be awarded, in whole points. */
    bonuses: z.array(z.object({ id: z.string(), points: z.int().min(1).max(5) })),
  }),
  z.object({
    kind: z.literal('checklist'),
    items: z.array(z.object({ id: z.string(), mandatory: z.boolean() })).min(1),
  }),
]);

/** What one reviewer says of one line of the sheet. */
export const mark = z.union([
  z.strictObject({ item: z.string(), grade: z.enum(GRADES) }),
  z.strictObject({ item: z.string(), points: z.int().min(0).max(100) }),
  z.strictObject({ item: z.string(), confirmed: z.boolean() }),
]);

export type Sheet = z.output<typeof sheet>;
export type ScoredSheet = Extract<Sheet, { kind: 'scored' }>;
export type Checklist = Extract<Sheet, { kind: 'checklist' }>;
export type Criterion = z.output<typeof criterion>;
export type Mark = z.output<typeof mark>;

/** Faults of a ballot: each line of the sheet is answered once, in the way the sheet asks for. */
export function faultsOf(sheetOf: Sheet, marks: readonly Mark[]): Violation[] {
  const lines = sheetOf.kind === 'scored' ? sheetOf.criteria : sheetOf.items;
  const missing = lines
    .filter(({ id }) => !marks.some(({ item }) => item === id))
    .map(({ id }) => ({ pointer: '/marks', code: 'MISSING', detail: `${id} is not answered` }));
  const wrong = marks.flatMap((one, at) => {
    const fault = faultOf(sheetOf, marks, one, at);
    return fault ? [{ pointer: `/marks/${at}`, ...fault }] : [];
  });
  return [...missing, ...wrong];
}

function faultOf(sheetOf: Sheet, marks: readonly Mark[], one: Mark, at: number) {
  if (marks.findIndex(({ item }) => item === one.item) !== at)
    return { code: 'TWICE', detail: 'is answered twice' };
  if (sheetOf.kind === 'checklist') {
    if (!sheetOf.items.some(({ id }) => id === one.item)) return unknown;
    return 'confirmed' in one ? undefined : { code: 'METHOD', detail: 'is confirmed or not' };
  }
  const found = sheetOf.criteria.find(({ id }) => id === one.item);
  if (!found) return unknown;
  if (found.method === 'graded')
    return 'grade' in one ? undefined : { code: 'METHOD', detail: 'is given a grade' };
  if (!('points' in one)) return { code: 'METHOD', detail: 'is given points' };
  return one.points > found.weight
    ? { code: 'TOO_MANY', detail: `is given up to ${found.weight} points` }
    : undefined;
}

const unknown = { code: 'UNKNOWN', detail: 'is not on the sheet' };
