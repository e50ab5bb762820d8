import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';

import { delayBeforeRetry } from './backoff.js';
import { defineJob, jobIdOf, jobKey, parsePayload } from './job-definition.js';
import { RetryAfter } from './failures.js';

const payload = z.object({ step: z.uuid() });
const job = defineJob({ name: 'reviews.run-step', queue: 'reviews', payload });

describe('a job definition', () => {
  it.each([
    ['a name of one word', { name: 'reviews', queue: 'reviews' }],
    ['a name with a colon', { name: 'reviews:run', queue: 'reviews' }],
    ['a queue with a colon', { name: 'reviews.run', queue: 'a:b' }],
    ['no attempt at all', { name: 'reviews.run', queue: 'reviews', attempts: 0 }],
    ['half a worker', { name: 'reviews.run', queue: 'reviews', concurrency: 0.5 }],
    ['a limiter of nothing', { name: 'reviews.run', queue: 'reviews', limiter: { max: 0, durationMs: 1 } }],
    ['no time', { name: 'reviews.run', queue: 'reviews', timeoutMs: 0 }],
  ])('refuses %s', (_, settings) => {
    expect(() => defineJob({ ...settings, payload })).toThrow(settings.name);
  });

  it('names paths and rules of a payload that does not fit, never values', () => {
    expect(() => parsePayload(job, { step: '900101-1234567' })).toThrow(/\/step invalid_format$/);
  });

  it('makes keys from which the id can be read again', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/), (id) => {
        const key = jobKey(job, id);
        expect(key).not.toContain(':');
        expect(jobIdOf(key)).toBe(id);
      }),
    );
  });

  it.each(['', 'a:b', 'a~b', 'a b', '-a', 'x'.repeat(201), '도약'])('refuses the id %j', (id) => {
    expect(() => jobKey(job, id)).toThrow(expect.objectContaining({ code: 'INVALID_JOB_ID' }));
  });
});

describe('backoff', () => {
  const exponential = { kind: 'exponential', delayMs: 1_000, maxDelayMs: 10_000, jitter: 0 } as const;

  it('doubles up to its ceiling', () => {
    expect(
      [1, 2, 3, 4, 5, 60].map((attempt) => delayBeforeRetry(exponential, attempt, undefined, 0.9)),
    ).toEqual([1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
  });

  it('follows its steps and repeats the last', () => {
    const steps = { kind: 'steps', delaysMs: [0, 5, 300], jitter: 0 } as const;
    expect([1, 2, 3, 4].map((attempt) => delayBeforeRetry(steps, attempt, undefined, 0))).toEqual([
      0, 5, 300, 300,
    ]);
  });

  it('draws only the share that jitter names', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (random, jitter) => {
          const delay = delayBeforeRetry({ ...exponential, jitter }, 1, undefined, random);
          expect(delay).toBeLessThanOrEqual(1_000);
          expect(delay).toBeGreaterThanOrEqual(Math.floor(1_000 * (1 - jitter)));
        },
      ),
    );
  });

  it('gives way to what the failure itself asks for', () => {
    expect(delayBeforeRetry(exponential, 1, new RetryAfter(77), 0.5)).toBe(77);
  });
});
