import { fold } from '@doyak/kernel/decider';
import { given, testNow } from '@doyak/kernel/testing';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ReviewEvent, ReviewOpening } from './review.events.js';
import { review, type ReviewCommand } from './review.js';
import type { ReviewState } from './review.state.js';
import { ann, uuid, worker } from './step.test-support.js';

const nameStep = (step: string, run: number) => `${step}#${run}`;
const place = { reviewId: uuid(1), caseId: uuid(2), stage: 'checks', run: 1 };
const ends = ['good', 'bad'];
const plan: ReviewOpening['plan'] = {
  steps: [
    { id: 'a', outcomes: ends },
    { id: 'b', outcomes: ends },
    {
      id: 'c',
      outcomes: [...ends, 'skipped'],
      after: { all: ['a', 'b'].map((step) => ({ step, outcomes: ['good'] })) },
    },
    { id: 'd', outcomes: ends, after: { any: [{ step: 'c', outcomes: ['skipped', 'bad'] }] } },
  ],
  results: [
    { outcome: 'failed', when: { any: ['a', 'b', 'd'].map((step) => ({ step, outcomes: ['bad'] })) } },
    { outcome: 'passed', when: { any: ['c', 'd'].map((step) => ({ step, outcomes: ['good'] })) } },
  ],
};
const opening = (passedOver: string[] = []): ReviewOpening => ({
  ...{ ...place, applicationId: uuid(3), roundId: uuid(4), programId: 'p', programVersion: 1, track: 't' },
  ...{ applicant: { personId: uuid(10) }, plan, passedOver },
});
const returned = (stepId: string, outcome = 'good', decidedBy: string[] = []): ReviewCommand => ({
  ...{ type: 'ReturnStep', stepId, outcome, decidedBy, nameStep },
});
const after = (passedOver: string[], ...commands: ReviewCommand[]): ReviewEvent[] =>
  [{ type: 'OpenReview', ...opening(passedOver), nameStep } as ReviewCommand, ...commands].reduce<
    ReviewEvent[]
  >(
    (events, command) => [
      ...events,
      ...review.decide({ ...command, now: testNow, actor: ann }, fold(review, events)),
    ],
    [],
  );
const told = (events: readonly ReviewEvent[]) =>
  events.map((one) =>
    one.type === 'StepReached' || one.type === 'StepReturned' ? `${one.type} ${one.data.stepId}` : one.type,
  );

describe('A review', () => {
  it('begins with what waits for nothing, side by side, and goes on when both have returned', () => {
    expect(told(after([]))).toEqual(['ReviewOpened', 'StepReached a#1', 'StepReached b#1']);
    const both = after([], returned('a#1'), returned('b#1'));
    expect(told(both).slice(3)).toEqual(['StepReturned a#1', 'StepReturned b#1', 'StepReached c#1']);
  });

  it('passes over what its guard excludes, and whatever follows begins at once', () => {
    const events = after(['c'], returned('a#1'), returned('b#1'));
    expect(told(events).slice(-2)).toEqual(['StepPassedOver', 'StepReached d#1']);
  });

  it('is decided by the first result that holds, with those who decided, and stops what still runs', () => {
    const events = after([], returned('a#1', 'bad', [uuid(21)]));
    expect(events.at(-1)).toEqual({
      type: 'ReviewDecided',
      data: { ...place, outcome: 'failed', decidedBy: [uuid(21)], stopped: ['b#1'] },
    });
  });

  it('has a step done again for as long as nothing was built on it', () => {
    const repeat: ReviewCommand = { type: 'RepeatStep', step: 'a', reason: 'Wrong year', nameStep };
    const again = after([], returned('a#1'), repeat);
    expect(told(again).at(-1)).toBe('StepReached a#2');
    // The run before says nothing any more.
    expect(told(after([], repeat, returned('a#1', 'bad')))).toHaveLength(4);
    given(review, after([], returned('a#1'), returned('b#1')))
      .when(repeat)
      .thenRefuses('STEP_RELIED_ON');
    given(review, after([], returned('a#1', 'bad')))
      .when(repeat)
      .thenRefuses('REVIEW_CLOSED');
    given(review, after([]))
      .when({ ...repeat, step: 'd' })
      .thenRefuses('STEP_NOT_FOUND');
  });

  it('takes a corrected outcome for as long as nothing was built on it', () => {
    expect(told(after([], returned('a#1'), returned('a#1', 'bad'))).at(-1)).toBe('ReviewDecided');
    expect(after([], returned('a#1'), returned('b#1'), returned('a#1', 'bad'))).toHaveLength(6);
  });

  it('stops with its case, once', () => {
    const stop: ReviewCommand = { type: 'StopReview', because: 'case-closed' };
    expect(after([], stop).at(-1)).toMatchObject({
      type: 'ReviewStopped',
      data: { stopped: ['a#1', 'b#1'] },
    });
    expect(after([], stop, stop, returned('a#1'))).toHaveLength(4);
    given(review, []).when(stop).thenRefuses('REVIEW_NOT_FOUND');
  });

  it('comes to the same end in whatever order, however often steps return, and is decided once', () => {
    const outcome = fc.constantFrom(...ends);
    const outcomes = fc.record({ a: outcome, b: outcome, c: outcome, d: outcome });
    const run = (ends: Record<string, string>, order: readonly string[]): ReviewState => {
      let events = after([]);
      for (let round = 0; round < 4; round += 1)
        for (const step of order) {
          const reached = fold(review, events) as Extract<ReviewState, { steps: unknown }>;
          const known = reached.steps[step];
          if (!known) continue;
          const command = returned(known.stepId, ends[step]!);
          events = [...events, ...review.decide({ ...command, now: testNow, actor: worker }, reached)];
        }
      expect(events.filter(({ type }) => type === 'ReviewDecided')).toHaveLength(1);
      return fold(review, events);
    };
    fc.assert(
      fc.property(outcomes, fc.shuffledSubarray(['a', 'b', 'c', 'd'], { minLength: 4 }), (known, order) => {
        const expected = run(known, ['a', 'b', 'c', 'd']) as { outcome?: string };
        expect((run(known, order) as { outcome?: string }).outcome).toBe(expected.outcome);
      }),
    );
  });
});
