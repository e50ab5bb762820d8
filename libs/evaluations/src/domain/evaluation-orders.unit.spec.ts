import { type Actor, fold, Refusal } from '@doyak/kernel/decider';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { EvaluationEvent } from './evaluation.events.js';
import { evaluation, type EvaluationCommand } from './evaluation.js';
import {
  adviser,
  after,
  applicant,
  appoint,
  candidate,
  close,
  idOf,
  marks,
  officer,
  opened,
  place,
  reviewerOf,
  scored,
  stateOf,
  type Step,
  system,
  testNow,
} from './evaluation.test-support.js';
import { placeOf } from './evaluation.state.js';
import { decimal } from './scoring.js';
import { GRADES } from './sheet.js';

describe('Whatever the order of commands', () => {
  const member = fc.integer({ min: 0, max: 4 });
  const grade = fc.constantFrom(...GRADES);
  /** Reviewer 4 turns out to have advised the applicant. */
  const known = (n: number) => (n === 4 ? adviser(n) : candidate(n));
  const all = [0, 1, 2, 3, 4].map(known);
  const by = (actor: Actor, command: EvaluationCommand): Step => [actor, command];
  const step: fc.Arbitrary<Step> = fc.oneof(
    {
      weight: 12,
      arbitrary: member.map((n) => by(reviewerOf(n), { type: 'GivePledge', candidate: known(n) })),
    },
    {
      weight: 16,
      arbitrary: fc
        .tuple(member, fc.integer({ min: 0, max: 30 }), grade, grade)
        .map(([n, need, plan, team]) =>
          by(reviewerOf(n), { type: 'GiveBallot', marks: marks(need, plan, team), candidate: known(n) }),
        ),
    },
    member.map((n) => by(reviewerOf(n), { type: 'RecuseReviewer', reason: 'A friend' })),
    member.map((n) =>
      by(officer, { type: 'ExcludeReviewer', reviewer: idOf(n), ground: 'relative', reason: 'Known' }),
    ),
    member.map((n) => by(officer, { type: 'ReleaseReviewer', reviewer: idOf(n), reason: 'Ill' })),
    member.map((n) => by(applicant, { type: 'FileChallenge', reviewer: idOf(n), grounds: 'Rival' })),
    fc
      .tuple(member, fc.integer({ min: 1, max: 3 }), fc.boolean())
      .map(([n, challenge, uphold]) => by(reviewerOf(n), { type: 'VoteOnChallenge', challenge, uphold })),
    fc
      .tuple(member, member)
      .map(([n, replaces]) =>
        by(officer, { type: 'AppointReplacement', candidate: known(n), replaces: idOf(replaces) }),
      ),
    fc.constant(by(system, { type: 'CheckConflicts', candidates: all })),
    fc.constant(by(officer, { type: 'AwardBonus', bonuses: ['patent'], reason: 'Seen' })),
    {
      weight: 4,
      arbitrary: fc.constant(by(officer, { type: 'CloseEvaluation', minutes: 'Done', candidates: all })),
    },
  );
  /** Some panels have the adviser among them from the start. */
  const panels = fc.constantFrom<Step>(appoint(0, 1, 2), [
    officer,
    { type: 'AppointPanel', candidates: [0, 1, 4].map((n) => candidate(n)) },
  ]);
  /** Some members pledge and score first, so that evaluations get as far as being closed. */
  const begun = fc.subarray([0, 1, 2].flatMap((n) => scored(n)));
  const orders = fc
    .tuple(panels, begun, fc.array(step, { minLength: 5, maxLength: 30, size: 'max' }))
    .map(([panel, first, steps]) => [panel, ...first, ...steps]);

  const run = (steps: readonly Step[]) => {
    const events = opened();
    let state = stateOf(events);
    for (const [actor, command] of steps) {
      try {
        const caused = evaluation.decide({ ...command, actor, now: testNow }, state);
        events.push(...caused);
        state = fold(evaluation, caused, state) as typeof state;
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
      }
    }
    return events;
  };
  /** Who fell out, told from the events alone. */
  const fellOut = (events: readonly EvaluationEvent[]) =>
    events.flatMap(({ type, data }) => {
      if (type === 'ReviewerExcluded' || type === 'ReviewerRecused' || type === 'ReviewerReleased')
        return [data.reviewer];
      return type === 'ChallengeDecided' && data.decision === 'upheld' ? [data.reviewer] : [];
    });

  it('no ballot of a member who fell out counts, none is given without a pledge, and the result is of a quorum', () => {
    let closed = 0;
    let recomputed = 0;
    fc.assert(
      fc.property(orders, (steps) => {
        const events = run(steps);
        const pledged = new Set<string>();
        const last = new Map<string, number>();
        const total = ({ data }: Extract<EvaluationEvent, { type: 'BallotGiven' }>) => {
          const [need, plan, team] = data.marks as unknown as [
            { points: number },
            { grade: 'A' },
            { grade: 'A' },
          ];
          const fifths = (of: { grade: 'A' }) => 5 - GRADES.indexOf(of.grade);
          return need.points + 10 * fifths(plan) + 4 * fifths(team);
        };
        events.forEach((event, at) => {
          const out = fellOut(events.slice(0, at));
          if (event.type === 'PledgeGiven') pledged.add(event.data.reviewer);
          if (event.type === 'BallotGiven') {
            expect(pledged).toContain(event.data.reviewer);
            expect(out).not.toContain(event.data.reviewer);
            expect(event.data.reviewer).not.toBe(idOf(4));
            last.set(event.data.reviewer, total(event));
          }
          if (event.type !== 'EvaluationClosed' && event.type !== 'EvaluationRecomputed') return;
          if (event.type === 'EvaluationClosed') closed += 1;
          else recomputed += 1;
          const counting = [...last].filter(([reviewer]) => !out.includes(reviewer));
          const { result } = event.data;
          if (result?.kind !== 'scored') {
            expect(counting.length).toBeLessThan(2);
            return;
          }
          expect(counting.length).toBeGreaterThanOrEqual(2);
          expect(result.ballots.map(({ reviewer }) => reviewer).sort()).toEqual(
            counting.map(([reviewer]) => reviewer).sort(),
          );
          const sum = counting.reduce((all2, [, one]) => all2 + one, 0);
          // The totals are whole: the mean of two or three has at most two decimals that matter.
          expect(decimal(result.mean.rounded)).toBe(
            (Math.round((sum * 100) / counting.length + 1e-9) / 100).toFixed(2),
          );
        });
      }),
      { numRuns: 1_000 },
    );
    // The property says something: closed and recomputed evaluations were among them.
    expect(closed).toBeGreaterThan(50);
    expect(recomputed).toBeGreaterThan(10);
  });

  it('the order in which reviewers score does not change the result', () => {
    const given = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), grade, grade), {
      minLength: 5,
      maxLength: 5,
    });
    fc.assert(
      fc.property(given, fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }), (ballots, order) => {
        const committee = { panel: 5, quorum: 3, drop: { from: 5, highest: 1, lowest: 1 } };
        const results = [[0, 1, 2, 3, 4], order].map((numbers) => {
          const steps = numbers.flatMap((n): Step[] => [
            by(reviewerOf(n), { type: 'GivePledge', candidate: candidate(n) }),
            by(reviewerOf(n), { type: 'GiveBallot', marks: marks(...ballots[n]!), candidate: candidate(n) }),
          ]);
          const events = after(opened(committee), appoint(0, 1, 2, 3, 4), ...steps, close(0, 1, 2, 3, 4));
          return stateOf(events).closing!.result;
        });
        expect(results[1]).toEqual(results[0]);
      }),
      { numRuns: 200 },
    );
  });

  it('there are never more members than seats, nobody sits twice, and every event names its place', () => {
    fc.assert(
      fc.property(orders, (steps) => {
        const events = run(steps);
        const state = stateOf(events);
        const ids = state.seats.map(({ personId }) => personId);
        expect(new Set(ids).size).toBe(ids.length);
        expect(state.seats.filter(({ out }) => out === undefined).length).toBeLessThanOrEqual(3);
        for (const { data } of events) expect(data).toMatchObject(place);
        expect(placeOf(state)).toEqual(place);
      }),
      { numRuns: 300 },
    );
  });
});
