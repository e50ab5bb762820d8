import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { contribution, explain, type ScoredExplanation } from './explanation.js';
import {
  after,
  appoint,
  candidates,
  close,
  idOf,
  marks,
  officer,
  opened,
  recuse,
  scored,
  stateOf,
  type Step,
} from './evaluation.test-support.js';
import { GRADES } from './sheet.js';

const five = { panel: 5, quorum: 3, drop: { from: 5, highest: 1, lowest: 1 } };
const numbers = [1, 2, 3, 4, 5];
/** Hundredths of a decimal text, without going through a float. */
const hundredths = (text: string) => Number(text.replace('.', ''));
const award: Step = [officer, { type: 'AwardBonus', bonuses: ['region'], reason: 'Seat in Daejeon' }];
const evaluated = (given: readonly (readonly [number, number, number])[]) =>
  after(
    opened(five),
    appoint(...numbers),
    ...given.flatMap(([need, plan, team], at) => scored(at + 1, marks(need, GRADES[plan]!, GRADES[team]!))),
    award,
    close(...numbers),
  );
const scoredOf = (events: Parameters<typeof stateOf>[0]) =>
  explain(stateOf(events))!.result as ScoredExplanation;

describe('An explanation', () => {
  it('is of a closed evaluation only', () => {
    expect(explain(stateOf(after(opened(five), appoint(...numbers), ...scored(1))))).toBeUndefined();
  });

  it('holds every number between the marks and the total', () => {
    const grade = fc.nat({ max: 4 });
    const ballot = fc.tuple(fc.nat({ max: 30 }), grade, grade);
    fc.assert(
      fc.property(fc.array(ballot, { minLength: 5, maxLength: 5 }), (given) => {
        const { ballots, mean, criteria, bonuses, total, passTest } = scoredOf(evaluated(given));
        for (const one of ballots) {
          const sum = one.marks.reduce((all, { points }) => all + hundredths(points), 0);
          expect(hundredths(one.total)).toBe(sum);
        }
        const counted = ballots.filter(({ dropped }) => dropped === null);
        expect(ballots.map(({ dropped }) => dropped)).toEqual(['lowest', null, null, null, 'highest']);
        const sum = counted.reduce((all, one) => all + hundredths(one.total), 0);
        expect([hundredths(mean.sum), mean.count]).toEqual([sum, 3]);
        // Rounded half up: within half a hundredth of the fraction, and never below it at the half.
        const twice = 2 * (hundredths(mean.rounded) * 3 - sum);
        expect(twice > -3 && twice <= 3).toBe(true);
        expect(criteria.reduce((all, one) => all + hundredths(one.sum), 0)).toBe(sum);
        const added = bonuses.reduce((all, { points }) => all + hundredths(points), 0);
        expect(hundredths(total.points)).toBe(hundredths(mean.rounded) + added);
        expect(passTest.passed).toBe(hundredths(mean.rounded) >= 7_000);
      }),
      { numRuns: 60 },
    );
  });

  it('tells of a ballot that counts no longer, and of a quorum that is lost', () => {
    const closed = evaluated(numbers.map(() => [30, 0, 0] as const));
    const once = explain(stateOf(after(closed, recuse(1))))!;
    expect(once).toMatchObject({
      voided: [{ reviewer: idOf(1), because: 'recusal' }],
      quorum: { needed: 3, ballots: 4, met: true },
      result: { drop: { applied: false }, mean: { count: 4 }, total: { how: '100.00 + 3.00 = 103.00' } },
    });
    const thrice = explain(stateOf(after(closed, recuse(1), recuse(2), recuse(3))))!;
    expect(thrice).toMatchObject({ outcome: null, told: 'passed', quorum: { met: false }, result: null });
  });

  it('counts confirmations of a site check', () => {
    const sheet = { kind: 'checklist' as const, items: [{ id: 'desk', mandatory: true }] };
    const inspect = (n: number, confirmed: boolean): Step[] => [
      scored(n)[0]!,
      [
        { kind: 'person', id: idOf(n), authority: 'role:reviewer' },
        { type: 'GiveBallot', marks: [{ item: 'desk', confirmed }], candidate: candidates(n)[0]! },
      ],
    ];
    const events = after(
      opened({ panel: 2, quorum: 2 }, { kind: 'site-check', sheet }),
      appoint(1, 2),
      ...[...inspect(1, true), ...inspect(2, false)],
      close(1, 2),
    );
    expect(explain(stateOf(events))).toMatchObject({
      outcome: 'refuted',
      result: { kind: 'checklist', items: [{ id: 'desk', how: '1 ≤ 1', holds: false }], passed: false },
    });
  });
});

describe('A contribution to a selection', () => {
  it('is exact, with four decimals', () => {
    expect(contribution(7_033, 30)).toBe('21.0990');
    expect(contribution(1, 1)).toBe('0.0001');
    expect(contribution(10_000, 100)).toBe('100.0000');
  });
});
