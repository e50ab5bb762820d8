import type { Planned } from '../cast/applicants.js';

export interface Sheet {
  readonly criteria: readonly { readonly id: string }[];
  readonly items: readonly { readonly id: string }[];
}

export type Mark =
  { readonly item: string; readonly grade: string } | { readonly item: string; readonly confirmed: boolean };

const GRADES = ['A', 'B', 'C', 'D', 'E'] as const;

/**
 * What a reviewer says of an application: the earlier its place in its track the better, and each reviewer a little otherwise. The first
 * ones get about 100 points, the last ones about 50.
 */
export function marksOf(sheet: Sheet, { place }: Pick<Planned, 'place'>, reviewer: number): Mark[] {
  const graded = sheet.criteria.map(({ id }, at) => {
    const severity = place * 4 + ((reviewer * 3 + at * 2 + place) % 10);
    return { item: id, grade: GRADES[Math.min(Math.floor(severity / 10), GRADES.length - 1)]! };
  });
  return [...graded, ...sheet.items.map(({ id }) => ({ item: id, confirmed: true }))];
}
