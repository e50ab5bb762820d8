import type { Backoff } from '@doyak/kernel/queues';
import type { Logger } from 'pino';
import type pg from 'pg';
import type { Verdict } from '../domain/automated-step.js';
import type { Evidence, FaultClass, StepOpening } from '../domain/step.events.js';
import type { RunStep } from '../work/run-step.js';

/** What a check gets beside its input. It may run more than once and beside a frozen twin: effects belong into `transaction`. */
export interface CheckContext {
  /** 1 for the first. */
  readonly attempt: number;
  /** Aborted when the work is to stop: paused, stopped, settled, deadline over, lease lost, shutdown. Pass it on to whatever waits. */
  readonly signal: AbortSignal;
  readonly log: Logger;
  /** What `checkpoint` or `transaction` saved last, in whichever attempt. */
  readonly saved: unknown;
  /** Shows how far the work is. */
  progress(progress: { done: number; total: number }): Promise<void>;
  /** Saves where to go on. Throws where the work is another's now. */
  checkpoint(state: unknown): Promise<void>;
  /** Runs `work` and saves the checkpoint in one transaction; both happen, or none. */
  transaction<Result>(work: (tx: pg.PoolClient) => Promise<Result>, checkpoint: unknown): Promise<Result>;
  /** Keeps bytes that bear the outcome out, sealed, and names them by their hash. */
  keep(kind: string, bytes: Uint8Array, mediaType: string): Promise<Evidence>;
}

export type CheckInput = Pick<
  StepOpening,
  'stepId' | 'reviewId' | 'caseId' | 'applicationId' | 'applicant' | 'stage' | 'run'
>;

/** An automatic check that steps of reviews name. */
export interface Checker {
  readonly name: string;
  /** Where it runs: jobs share concurrency and rate limits. */
  readonly job: RunStep;
  /** First attempt included. */
  readonly attempts: number;
  readonly backoff: Backoff;
  /** Of one attempt, in ms. */
  readonly deadlineMs: number;
  check(input: CheckInput, context: CheckContext): Promise<Verdict>;
}

/**
 * Why a check could not be made. transient: try again. permanent: trying again is pointless. needs-person: somebody has to look. Any other error
 * counts as transient.
 */
export class CheckFault extends Error {
  override readonly name = 'CheckFault';

  constructor(
    readonly kind: FaultClass,
    /** SCREAMING_SNAKE_CASE; goes into the history. */
    readonly code: string,
    message: string,
    /** Ms after which another attempt makes sense, where it is known. */
    readonly retryAfterMs?: number,
  ) {
    super(message);
  }
}
