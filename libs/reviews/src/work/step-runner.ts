import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '@doyak/kernel/clock';
import { Sealer } from '@doyak/kernel/crypto';
import { Database } from '@doyak/kernel/database';
import { Refusal } from '@doyak/kernel/decider';
import { type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { JobAborted, type JobContext, Postpone } from '@doyak/kernel/queues';
import { type AnyChecker, CheckFault, type CheckContext } from '../checkers/checker.js';
import { Checkers } from '../checkers/checkers.js';
import { step, type StepCommand } from '../domain/step.js';
import type { KnownStep } from '../domain/step.state.js';
import { derivedId, stepStream } from '../review-ids.js';
import { asFault, pauseAfter, stoppable, untilAborted } from './attempting.js';
import { CheckerMetrics } from './checker-metrics.js';
import { FanOut } from './fan-out.js';
import { type Lease, LeaseLost, Leases } from './leases.js';

/** Ms after which a step whose follower is behind is looked at again. */
const BEHIND = 200;
/** Ms between two writes of progress. */
const PROGRESS_PAUSE = 200;
/** Refusals that say that the result is not wanted any more. */
const SETTLED = ['ATTEMPT_SUPERSEDED', 'STEP_NOT_RUNNING'];

/**
 * Carries one delivery of an automated step out: takes the lease, runs the check, records what it came to. Whatever happens to this process, the
 * step's own history says what counts.
 */
@Injectable()
export class StepRunner {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Database) private readonly database: Database,
    @Inject(Sealer) private readonly sealer: Sealer,
    @Inject(Leases) private readonly leases: Leases,
    @Inject(Checkers) private readonly checkers: Checkers,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(CheckerMetrics) private readonly metrics: CheckerMetrics,
    @Inject(FanOut) private readonly fanOut: FanOut,
  ) {}

  async run(stepId: string, job: JobContext): Promise<void> {
    const { state } = await this.store.load(stepStream(stepId), step);
    if (state.status !== 'open' || state.spec.kind !== 'automated') return;
    const checker = this.checkers.find(state.spec.checker);
    // Of a newer release: another worker knows it.
    if (!checker) throw new Postpone(10_000);
    const claim = await this.leases.claim(stepId);
    if (claim === 'nothing') return;
    if ('busyForMs' in claim) throw new Postpone(claim.busyForMs);
    const { held } = claim;
    if (held.attempt < state.attempt) {
      // The follower has not taken in the attempt before.
      await this.leases.release(held);
      throw new Postpone(BEHIND);
    }
    try {
      if (held.attempt > state.attempt)
        await this.give(held, 'take-over', { type: 'TakeOver', attempt: held.attempt });
      await this.attempt(checker, state, held, job);
    } catch (error) {
      if (!(error instanceof Refusal && SETTLED.includes(error.code))) throw error;
      job.log.info({ stepId, code: error.code }, 'What an attempt came to is not wanted any more');
    } finally {
      this.leases.forget(stepId);
    }
  }

  private async attempt(checker: AnyChecker, state: KnownStep, lease: Lease, job: JobContext): Promise<void> {
    const startedAt = this.clock.now();
    const { signal, stop, done } = stoppable(job.signal, checker.deadlineMs);
    this.leases.keep(lease, stop);
    try {
      const context = this.contextOf(lease, signal, job);
      const work =
        'check' in checker ? checker.check(state, context) : this.fanOut.go(checker, state, lease, context);
      const verdict = await untilAborted(work, signal);
      if (verdict === 'parked') return;
      await this.give(lease, 'result', { type: 'RecordResult', attempt: lease.attempt, ...verdict });
      this.metrics.ended(checker.name, verdict.outcome);
    } catch (error) {
      await this.failed(checker, lease, signal.aborted ? signal.reason : error, startedAt, job);
    } finally {
      done();
    }
  }

  private async failed(
    checker: AnyChecker,
    lease: Lease,
    error: unknown,
    startedAt: Date,
    job: JobContext,
  ): Promise<void> {
    if (error instanceof Refusal || error instanceof LeaseLost) {
      job.log.info({ stepId: lease.stepId, reason: error.message }, 'An attempt is over without effect');
      if (error instanceof Refusal) throw error;
      return;
    }
    if (error instanceof JobAborted && error.kind !== 'cancelled') {
      // Another worker goes on where this one stopped.
      await this.leases.release(lease);
      throw error;
    }
    // An operator stopped the job: it does not go on by itself.
    const fault =
      error instanceof JobAborted
        ? new CheckFault('needs-person', 'CANCELLED', error.message)
        : asFault(error);
    const { attempt } = lease;
    job.log.warn(
      { stepId: lease.stepId, attempt, code: fault.code, reason: fault.message },
      'A check failed',
    );
    const pause = pauseAfter(checker, attempt, fault);
    await this.give(lease, 'fault', {
      ...{ type: 'RecordFault', attempt, class: fault.kind, code: fault.code },
      ...{ startedAt: startedAt.toISOString(), attempts: checker.attempts },
      retryAt: new Date(this.clock.now().getTime() + pause).toISOString(),
    });
    this.metrics.ended(checker.name, `fault-${fault.kind}`);
  }

  /** The id follows from step and attempt, so that a result whose acknowledgement was lost is not recorded twice. */
  private async give({ stepId, attempt }: Lease, what: string, command: StepCommand): Promise<void> {
    const context: DecideOptions = {
      actor: { kind: 'system', id: 'review-worker', authority: 'review-worker' },
      now: this.clock.now(),
      commandId: derivedId(stepId, attempt, what),
    };
    await this.store.decide(stepStream(stepId), step, command, context);
  }

  private contextOf(lease: Lease, signal: AbortSignal, job: JobContext): CheckContext {
    let saved = lease.checkpoint;
    let written = -PROGRESS_PAUSE;
    const save = async <Result>(work: () => Promise<Result>, checkpoint: unknown): Promise<Result> => {
      signal.throwIfAborted();
      const result = await work();
      saved = checkpoint;
      return result;
    };
    return {
      attempt: lease.attempt,
      signal,
      log: job.log,
      get saved() {
        return saved;
      },
      progress: async (progress) => {
        signal.throwIfAborted();
        if (performance.now() - written < PROGRESS_PAUSE && progress.done < progress.total) return;
        written = performance.now();
        await this.leases.progress(lease, progress);
      },
      checkpoint: (state) =>
        save(() => this.leases.transaction(lease, () => Promise.resolve(), state), state),
      transaction: (work, checkpoint) =>
        save(() => this.leases.transaction(lease, work, checkpoint), checkpoint),
      keep: async (kind, bytes, mediaType) => {
        const sha256 = createHash('sha256').update(bytes).digest('hex');
        const sealed = this.sealer.seal('review-evidence', `${lease.stepId}:${sha256}`, bytes);
        await this.database.pool.query(
          `insert into reviews.evidence (step_id, sha256, media_type, sealed) values ($1, $2, $3, $4) on conflict do nothing`,
          [lease.stepId, sha256, mediaType, sealed],
        );
        return { kind, sha256 };
      },
    };
  }
}
