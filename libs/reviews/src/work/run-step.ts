import { defineJob } from '@doyak/kernel/queues';
import { z } from 'zod';

const payload = z.object({ stepId: z.uuid() });

/** A failure of the check itself is recorded and tried again by the step; what is left to the queue is PostgreSQL that is away. */
const common = {
  payload,
  attempts: 50,
  backoff: { kind: 'exponential', delayMs: 200, maxDelayMs: 30_000 },
} as const;

/** Checks that only look at what Doyak has. */
export const runStep = defineJob({ ...common, name: 'reviews.run-step', queue: 'reviews', concurrency: 16 });

/** Checks that ask a register outside: few at a time, and no more a second than it allows. */
export const runRegisterStep = defineJob({
  ...common,
  name: 'reviews.run-register-step',
  queue: 'reviews-registers',
  concurrency: 4,
  limiter: { max: 20, durationMs: 1_000 },
});

/** Checks that take memory and processor. */
export const runHeavyStep = defineJob({
  ...common,
  name: 'reviews.run-heavy-step',
  queue: 'reviews-heavy',
  concurrency: 2,
});

/** Work that goes on for hours and mostly waits for others. */
export const runLongStep = defineJob({
  ...common,
  name: 'reviews.run-long-step',
  queue: 'reviews-long',
  concurrency: 4,
});

/** Parts of checks that fan out: what they do is small, but takes memory and processor. */
export const runStepItem = defineJob({
  ...common,
  name: 'reviews.run-item',
  queue: 'reviews-items',
  payload: z.object({ stepId: z.uuid(), key: z.string().min(1).max(200) }),
  concurrency: 4,
});

/** Every delivery has a job of its own, so that one that is done does not hide the next. */
export function jobIdOf(stepId: string, delivery: number): string {
  return `${stepId}.${delivery}`;
}

export type RunStep = typeof runStep | typeof runRegisterStep | typeof runHeavyStep | typeof runLongStep;

export type RunItem = typeof runStepItem;
