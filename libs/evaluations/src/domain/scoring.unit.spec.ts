import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Ballot, decimal, type Drop, meanOf, pointsOf, score } from './scoring.js';
import { faultsOf, GRADES, type Mark, type ScoredSheet } from './sheet.js';
import { marks, sheet, uuid } from './evaluation.test-support.js';

/** A fraction of whole numbers: the naive reference knows neither hundredths nor rounding before the end. */
type Fraction = readonly [bigint, bigint];
const add = ([a, b]: Fraction, [c, d]: Fraction): Fraction => [a * d + c * b, b * d];
const sum = (all: readonly Fraction[]) => all.reduce(add, [0n, 1n]);
const compare = ([a, b]: Fraction, [c, d]: Fraction) => {
  const difference = a * d - c * b;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
};
/** Half up, by long division on paper: twice the remainder against the divisor. */
const hundredths = ([a, b]: Fraction) => {
  const [whole, rest] = [(a * 100n) / b, (a * 100n) % b];
  return Number(rest * 2n >= b ? whole + 1n : whole);
};
const fraction = (weight: number, mark: Mark): Fraction => {
  if ('points' in mark) return [BigInt(mark.points), 1n];
  const fifths = 'grade' in mark ? { A: 5n, B: 4n, C: 3n, D: 2n, E: 1n }[mark.grade] : 0n;
  return [BigInt(weight) * fifths, 5n];
};
const totalOf = ({ criteria }: ScoredSheet, { marks: of }: Ballot) =>
  sum(
    criteria.map(({ id, weight }) =>
      fraction(
        weight,
        of.find(({ item }) => item === id)!,
      ),
    ),
  );

/** Takes away one extreme after the other, the way a clerk would. */
const reference = (of: ScoredSheet, ballots: readonly Ballot[], rule: Drop | undefined) => {
  const totals = ballots.map((ballot) => totalOf(of, ballot));
  const extreme = (sign: number) => {
    const found = totals.reduce((one, other) => (compare(other, one) * sign > 0 ? other : one));
    totals.splice(totals.indexOf(found), 1);
  };
  if (rule && ballots.length >= rule.from) {
    for (let n = 0; n < rule.highest; n += 1) extreme(1);
    for (let n = 0; n < rule.lowest; n += 1) extreme(-1);
  }
  const [a, b] = sum(totals);
  return hundredths([a, b * BigInt(totals.length)]);
};

const sheets = fc
  .array(fc.record({ weight: fc.integer({ min: 1, max: 100 }), graded: fc.boolean() }), {
    minLength: 1,
    maxLength: 6,
  })
  .map((criteria): ScoredSheet => ({
    ...{ kind: 'scored', passMark: 60, bonuses: [] },
    criteria: criteria.map(({ weight, graded }, at) => ({
      ...{ id: `c${at}`, weight, method: graded ? ('graded' as const) : ('points' as const) },
    })),
  }));
const ballotsFor = ({ criteria }: ScoredSheet) =>
  fc.array(
    fc.tuple(
      ...criteria.map(({ id, weight, method }) =>
        method === 'graded'
          ? fc.constantFrom(...GRADES).map((grade): Mark => ({ item: id, grade }))
          : fc.integer({ min: 0, max: weight }).map((points): Mark => ({ item: id, points })),
      ),
    ),
    { minLength: 3, maxLength: 9 },
  );
const cases = sheets.chain((of) =>
  fc.record({
    of: fc.constant(of),
    ballots: ballotsFor(of).map((all) => all.map((one, n): Ballot => ({ reviewer: uuid(n), marks: one }))),
    rule: fc.option(
      fc.record({
        ...{ from: fc.constantFrom(3, 5), highest: fc.constant(1), lowest: fc.constant(1) },
      }),
      { nil: undefined },
    ),
  }),
);

describe('The score of a ballot', () => {
  it.each([
    [20, 'A', 2_000],
    [20, 'B', 1_600],
    [20, 'C', 1_200],
    [20, 'D', 800],
    [20, 'E', 400],
    [7, 'D', 280],
  ] as const)('weight %i, grade %s: %i hundredths', (weight, grade, points) => {
    expect(pointsOf({ id: 'x', weight, method: 'graded' }, { item: 'x', grade })).toBe(points);
  });

  it('names every line that is missing, unknown, given twice or in another way', () => {
    const given: Mark[] = [
      { item: 'need', points: 31 },
      { item: 'plan', points: 10 },
      { item: 'plan', grade: 'A' },
      { item: 'price', grade: 'A' },
    ];
    expect(faultsOf(sheet, given).map(({ pointer, code }) => [pointer, code])).toEqual([
      ['/marks', 'MISSING'],
      ['/marks/0', 'TOO_MANY'],
      ['/marks/1', 'METHOD'],
      ['/marks/2', 'TWICE'],
      ['/marks/3', 'UNKNOWN'],
    ]);
    expect(faultsOf(sheet, marks(30, 'A', 'E'))).toEqual([]);
  });
});

describe('A result', () => {
  const of = (...totals: number[]): Ballot[] =>
    totals.map((points, n) => ({ reviewer: uuid(n), marks: [{ item: 'all', points }] }));
  const plain: ScoredSheet = {
    ...sheet,
    criteria: [{ id: 'all', weight: 100, method: 'points' }],
  };
  const extremes = { from: 5, highest: 1, lowest: 1 };

  it('is the mean, rounded half up to two decimals', () => {
    expect(meanOf([7_000, 7_001])).toEqual({ sum: 14_001, count: 2, rounded: 7_001 });
    expect(meanOf([100, 100, 101]).rounded).toBe(100);
    expect(score(plain, of(70, 71, 71), { awarded: [] }).mean).toEqual({
      sum: 21_200,
      count: 3,
      rounded: 7_067,
    });
    expect(decimal(7_005)).toBe('70.05');
  });

  it('drops one highest and one lowest from five ballots on, never of four', () => {
    const five = score(plain, of(100, 80, 80, 60, 0), { drop: extremes, awarded: [] });
    expect(five.mean).toMatchObject({ sum: 22_000, count: 3, rounded: 7_333 });
    expect(five.ballots.map(({ total, dropped }) => [total, dropped])).toEqual([
      [0, 'lowest'],
      [6_000, undefined],
      [8_000, undefined],
      [8_000, undefined],
      [10_000, 'highest'],
    ]);
    expect(score(plain, of(100, 80, 80, 0), { drop: extremes, awarded: [] }).mean.rounded).toBe(6_500);
  });

  it('passes before the bonus: no bonus lifts anybody over the mark', () => {
    const short = score(plain, of(69, 70, 70), { awarded: ['region', 'patent'] });
    expect(short).toMatchObject({ passed: false, bonus: 800, mean: { rounded: 6_967 }, total: 7_767 });
    expect(score(plain, of(70, 70), { awarded: [] })).toMatchObject({ passed: true, total: 7_000 });
  });

  it('drops the one of two equal extremes that its criteria tell, whoever scored first', () => {
    const two: ScoredSheet = {
      ...plain,
      criteria: [
        { id: 'light', weight: 40, method: 'points' },
        { id: 'heavy', weight: 60, method: 'points' },
      ],
    };
    const ballot = (n: number, light: number, heavy: number): Ballot => ({
      reviewer: uuid(n),
      marks: [
        { item: 'light', points: light },
        { item: 'heavy', points: heavy },
      ],
    });
    const all = [
      ballot(1, 30, 50),
      ballot(2, 20, 60),
      ballot(3, 20, 20),
      ballot(4, 10, 10),
      ballot(5, 25, 25),
    ];
    const result = score(two, all, { drop: extremes, awarded: [] });
    expect(result.ballots.at(-1)).toMatchObject({ reviewer: uuid(2), dropped: 'highest' });
    expect(result.criteria.map(({ mean }) => mean.sum)).toEqual([7_500, 9_500]);
    expect(score(two, all.toReversed(), { drop: extremes, awarded: [] })).toEqual(result);
  });

  it('is what a clerk with fractions finds', () => {
    fc.assert(
      fc.property(cases, ({ of: form, ballots, rule }) => {
        const result = score(form, ballots, { drop: rule, awarded: [] });
        expect(result.mean.rounded).toBe(reference(form, ballots, rule));
        const counted = result.ballots.filter(({ dropped }) => dropped === undefined);
        expect(result.mean.count).toBe(counted.length);
        for (const { id, weight, mean } of result.criteria) {
          const given = counted.map(({ reviewer }) => {
            const ballot = ballots.find((one) => one.reviewer === reviewer)!;
            return fraction(
              weight,
              ballot.marks.find(({ item }) => item === id)!,
            );
          });
          const [a, b] = sum(given);
          expect(mean.rounded).toBe(hundredths([a, b * BigInt(given.length)]));
        }
        // The criteria account for the whole mean.
        expect(result.criteria.reduce((all, { mean }) => all + mean.sum, 0)).toBe(result.mean.sum);
      }),
      { numRuns: 500 },
    );
  });

  it('does not depend on the order of ballots, nor on who gave which', () => {
    fc.assert(
      fc.property(
        cases,
        fc.array(fc.nat(), { minLength: 9, maxLength: 9 }),
        ({ of: form, ballots, rule }, keys) => {
          const shuffled = ballots
            .map((one, at) => ({ one, key: keys[at]! }))
            .toSorted((one, other) => one.key - other.key)
            .map(({ one }) => one);
          const result = score(form, ballots, { drop: rule, awarded: [] });
          expect(score(form, shuffled, { drop: rule, awarded: [] })).toEqual(result);
          const others = shuffled.map(({ marks: of }, n): Ballot => ({ reviewer: uuid(50 + n), marks: of }));
          const { ballots: _ballots, ...numbers } = score(form, others, { drop: rule, awarded: [] });
          expect(result).toMatchObject(numbers);
        },
      ),
      { numRuns: 500 },
    );
  });
});
