import type { Backoff } from '@doyak/kernel/queues';
import type { Logger } from 'pino';
import type pg from 'pg';
import type { Verdict } from '../domain/automated-step.js';
import type { Evidence, FaultClass, StepOpening } from '../domain/step.events.js';
import type { RunItem, RunStep } from '../work/run-step.js';

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

/** One part of a check that fans out. */
export interface CheckItem {
  /** Stable: the same part has the same key in whichever attempt. At most 200 characters. */
  readonly key: string;
  /** What the part is about, as JSON: references rather than facts. */
  readonly input: unknown;
}

/** What a part came to, as JSON, and what it leaves behind: both happen in one transaction, or none does. */
export interface ItemVerdict {
  readonly outcome: unknown;
  readonly effect?: (tx: pg.PoolClient) => Promise<void>;
}

/** A part with its outcome. */
export interface DoneItem extends CheckItem {
  readonly outcome: unknown;
}

/** What a part gets beside its input; `attempt` is the part's own. */
export type ItemContext = Pick<CheckContext, 'attempt' | 'signal' | 'log'>;

/**
 * A check that fans out: every part is a job of its own, a child of a flow whose parent gathers the outcomes. A part that is done is not done again,
 * whatever happens to the step's attempt, its worker or its queue; one that fails has attempts of its own, and then fails the step's attempt.
 */
export interface FanOutChecker extends Omit<Checker, 'check'> {
  /** Where parts run. */
  readonly itemJob: RunItem;
  /** Of one part, the first included. Its pauses are those of the check. */
  readonly itemAttempts: number;
  /** Of one attempt at one part, in ms. */
  readonly itemDeadlineMs: number;
  /** At most 1,000 parts; decided once, by the first attempt that comes so far. */
  split(input: CheckInput, context: CheckContext): Promise<readonly CheckItem[]>;
  checkItem(input: CheckInput, item: CheckItem, context: ItemContext): Promise<ItemVerdict>;
  /** Makes one outcome of those of the parts, which come in the order of `split`. */
  gather(input: CheckInput, items: readonly DoneItem[], context: CheckContext): Promise<Verdict>;
}

export type AnyChecker = Checker | FanOutChecker;

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
