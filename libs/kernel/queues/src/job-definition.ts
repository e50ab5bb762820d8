import { z } from 'zod';
import { InvalidJobId, InvalidJobPayload } from './failures.js';

/**
 * How long to wait before the next attempt. `exponential`: `delayMs`, doubled each time, at most `maxDelayMs`. `steps`: one delay per
 * attempt, the last one repeats. `jitter` (0–1, default 0.5) is the share of the delay that is drawn at random, so that a thousand
 * jobs that failed together do not come back together.
 */
export type Backoff =
  | {
      readonly kind: 'exponential';
      readonly delayMs: number;
      readonly maxDelayMs?: number;
      readonly jitter?: number;
    }
  | { readonly kind: 'steps'; readonly delaysMs: readonly [number, ...number[]]; readonly jitter?: number };

/** What `defineJob` takes. */
export interface JobSettings<Name extends string, Schema extends z.ZodType> {
  /** Stable, unique, dotted: `reviews.run-step`. It is part of the job's key, so renaming it orphans what is queued. */
  readonly name: Name;
  /** The queue it runs on. Jobs of one queue share its workers, `concurrency` and `limiter`, and must agree on both. */
  readonly queue: string;
  /** References rather than facts: payloads sit in the queue in the clear. */
  readonly payload: Schema;
  /** First attempt included. Default 5. */
  readonly attempts?: number;
  /** Default: exponential from 1 s to 5 min, jitter 0.5. */
  readonly backoff?: Backoff;
  /** Jobs of the queue at a time in one process. Default 8. */
  readonly concurrency?: number;
  /** At most `max` jobs of the queue per `durationMs`, over all processes. */
  readonly limiter?: { readonly max: number; readonly durationMs: number };
  /** An attempt that takes longer is aborted through its signal and counts as failed. Default: none. */
  readonly timeoutMs?: number;
}

/** A kind of job: what `JobQueue.enqueue` takes and a handler is registered for. */
export interface JobDefinition<Name extends string = string, Schema extends z.ZodType = z.ZodType> {
  readonly name: Name;
  readonly queue: string;
  readonly payload: Schema;
  readonly attempts: number;
  readonly backoff: Backoff;
  readonly concurrency: number;
  readonly limiter: { readonly max: number; readonly durationMs: number } | undefined;
  readonly timeoutMs: number | undefined;
}

/** Any job definition, for collections of them. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- variance: a definition of a narrow schema must fit here
export type AnyJob = JobDefinition<string, any>;

/** What a caller passes to `enqueue`. */
export type PayloadIn<Job extends AnyJob> = z.input<Job['payload']>;
/** What a handler receives: the payload after validation. */
export type PayloadOut<Job extends AnyJob> = z.output<Job['payload']>;

const namePattern = /^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+$/;
const queuePattern = /^[a-z][a-z0-9-]{0,60}$/;
const idPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/;
const whole = (value: number): boolean => Number.isInteger(value) && value >= 1;

/** Defines a kind of job. Throws on a setting that cannot work, at import time. */
export function defineJob<const Name extends string, Schema extends z.ZodType>(
  settings: JobSettings<Name, Schema>,
): JobDefinition<Name, Schema> {
  const { name, queue, payload, limiter, timeoutMs } = settings;
  const {
    attempts = 5,
    concurrency = 8,
    backoff = { kind: 'exponential', delayMs: 1_000, maxDelayMs: 300_000 },
  } = settings;
  const refuse = (what: string): never => {
    throw new InvalidJobId(`Job ${name}: ${what}`);
  };
  if (!namePattern.test(name)) refuse('the name must be dotted lower-case words, like "reviews.run-step"');
  if (!queuePattern.test(queue)) refuse(`queue "${queue}" must be lower-case letters, digits and dashes`);
  if (!whole(attempts) || !whole(concurrency))
    refuse('attempts and concurrency must be whole numbers from 1');
  if (limiter && !(whole(limiter.max) && whole(limiter.durationMs)))
    refuse('limiter must be whole numbers from 1');
  if (timeoutMs !== undefined && !whole(timeoutMs)) refuse('timeoutMs must be a whole number from 1');
  return Object.freeze({ name, queue, payload, attempts, backoff, concurrency, limiter, timeoutMs });
}

/**
 * The key under which BullMQ knows a job: `<name>~<id>`, so that two kinds of job on one queue may use the same id.
 * Throws `InvalidJobId` on anything but letters, digits, dot, dash and underscore (BullMQ refuses `:`).
 */
export function jobKey(job: AnyJob, id: string): string {
  if (!idPattern.test(id)) {
    throw new InvalidJobId(
      `Job ${job.name}: an id is 1–200 letters, digits, ".", "-" or "_", got ${JSON.stringify(id.slice(0, 220))}`,
    );
  }
  return `${job.name}~${id}`;
}

/** Inverse of `jobKey`. */
export function jobIdOf(key: string): string {
  return key.slice(key.indexOf('~') + 1);
}

/** Validates a payload. Throws `InvalidJobPayload`. */
export function parsePayload<Job extends AnyJob>(job: Job, payload: unknown): PayloadOut<Job> {
  const parsed = job.payload.safeParse(payload) as z.ZodSafeParseResult<PayloadOut<Job>>;
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `/${issue.path.map(String).join('/')} ${issue.code}`);
  throw new InvalidJobPayload(`Job ${job.name}: the payload does not fit its schema: ${faults.join(', ')}`);
}
