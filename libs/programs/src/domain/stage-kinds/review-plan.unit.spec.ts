import { describe, expect, it } from '@jest/globals';
import { coursesOf, type ReviewPlan } from './review-plan.js';

const ends = ['good', 'bad', 'unclear'];
const on = (step: string, ...outcomes: string[]) => ({ step, outcomes });

describe('Courses of a review', () => {
  it('name what is reached, what it can come to, and where it stalls', () => {
    const plan: ReviewPlan = {
      steps: [
        { id: 'a', outcomes: ends },
        { id: 'b', outcomes: ends, after: { any: [on('a', 'unclear')] } },
        { id: 'late', outcomes: ends, after: { any: [on('a', 'good')] } },
      ],
      results: [
        { outcome: 'passed', when: { any: [on('a', 'good'), on('b', 'good')] } },
        { outcome: 'failed', when: { all: [on('a', 'bad'), on('b', 'bad')] } },
      ],
    };
    const courses = coursesOf(plan)!;
    // The review is decided when `late` could begin.
    expect([...courses.reached]).toEqual(['a', 'b']);
    expect([...courses.results]).toEqual(['passed']);
    expect(['bad', 'unclear']).toContain(courses.stalled?.['a']);
  });

  it('are given up where there are too many', () => {
    const steps = Array.from({ length: 12 }, (_, at) => ({ id: `s${at}`, outcomes: ends }));
    const results = [{ outcome: 'passed', when: { all: steps.map(({ id }) => on(id, 'good')) } }];
    expect(coursesOf({ steps, results })).toBeUndefined();
  });
});
