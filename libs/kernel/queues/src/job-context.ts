import type pg from 'pg';
import type { Logger } from 'pino';
import type { Once } from './inbox.js';

/** What a handler gets beside its payload. */
export interface JobContext {
  /** Name of the job's kind. */
  readonly job: string;
  /** The id given to `enqueue`. */
  readonly id: string;
  /** 1 for the first attempt. An attempt that a shutdown or a lost worker cut short is not counted. */
  readonly attempt: number;
  /** Attempts in all. */
  readonly attempts: number;
  /** Aborted on cancellation, timeout, shutdown or a lost lock; `signal.reason` is a `JobAborted`. Pass it on to whatever waits. */
  readonly signal: AbortSignal;
  readonly correlationId: string | undefined;
  /** Bound to job, id, attempt and correlation id. */
  readonly log: Logger;
  /** Shows progress to operators: a percentage, or an object. */
  progress(value: number | Record<string, unknown>): Promise<void>;
  /**
   * Runs `work` in a transaction that is committed only while the job is not aborted: what a timed-out, cancelled or replaced
   * attempt still tries to write is rolled back, and the call throws `signal.reason`.
   */
  transaction<T>(work: (tx: pg.PoolClient) => Promise<T>): Promise<T>;
  /**
   * Like `transaction`, but at most once ever for this message, however often the job is delivered. The message is
   * (job name, job id) unless the handler names another, such as (`reviews.outcome`, step id).
   */
  once<T>(
    work: (tx: pg.PoolClient) => Promise<T>,
    message?: { consumer?: string; messageId?: string },
  ): Promise<Once<T>>;
}
