import { Inject, Injectable } from '@nestjs/common';
import { EventStore } from '@doyak/kernel/event-store';
import { JobAborted, type JobContext, Postpone } from '@doyak/kernel/queues';
import { CheckFault, type FanOutChecker } from '../checkers/checker.js';
import { Checkers } from '../checkers/checkers.js';
import { step } from '../domain/step.js';
import type { KnownStep } from '../domain/step.state.js';
import { stepStream } from '../review-ids.js';
import { asFault, pauseAfter, stoppable, untilAborted } from './attempting.js';
import { type HeldItem, Items } from './items.js';
import { LeaseLost } from './leases.js';
import { ReviewTuning } from './review-tuning.js';

/** Carries out one delivery of one part of a check that fans out. */
@Injectable()
export class ItemRunner {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Items) private readonly items: Items,
    @Inject(Checkers) private readonly checkers: Checkers,
    @Inject(ReviewTuning) private readonly tuning: ReviewTuning,
  ) {}

  async run(stepId: string, key: string, job: JobContext): Promise<void> {
    const { state } = await this.store.load(stepStream(stepId), step);
    if (state.status !== 'open' || state.spec.kind !== 'automated') return;
    const checker = this.checkers.find(state.spec.checker);
    // Of a newer release: another worker knows it.
    if (!checker || 'check' in checker) throw new Postpone(10_000);
    const claim = await this.items.claim(stepId, key);
    if (claim === 'nothing') return;
    if ('busyForMs' in claim) throw new Postpone(claim.busyForMs);
    await this.attempt(checker, state, claim, job);
  }

  private async attempt(
    checker: FanOutChecker,
    state: KnownStep,
    held: HeldItem,
    job: JobContext,
  ): Promise<void> {
    const { signal, stop, done } = stoppable(job.signal, checker.itemDeadlineMs);
    const watch = setInterval(() => void this.watch(held, stop), this.tuning.watchMs);
    try {
      const context = { attempt: held.attempt, signal, log: job.log };
      const { outcome, effect } = await untilAborted(checker.checkItem(state, held, context), signal);
      signal.throwIfAborted();
      await this.items.done(held, outcome, effect);
    } catch (error) {
      await this.failed(checker, held, signal.aborted ? signal.reason : error, job);
    } finally {
      clearInterval(watch);
      done();
    }
  }

  private async watch(held: HeldItem, stop: (reason: Error) => void): Promise<void> {
    // PostgreSQL is away: whoever cannot renew loses the part when the lease runs out.
    const kept = await this.items.renew(held).catch(() => true);
    if (!kept) stop(new LeaseLost('Another worker has the part, or the step is to be worked on no more'));
  }

  private async failed(
    checker: FanOutChecker,
    held: HeldItem,
    error: unknown,
    job: JobContext,
  ): Promise<void> {
    if (error instanceof LeaseLost) {
      job.log.info({ stepId: held.stepId, key: held.key }, 'An attempt at a part is over without effect');
      return;
    }
    if (error instanceof JobAborted && error.kind !== 'cancelled') {
      await this.items.release(held);
      throw error;
    }
    const fault =
      error instanceof JobAborted
        ? new CheckFault('needs-person', 'CANCELLED', error.message)
        : asFault(error);
    job.log.warn(
      { stepId: held.stepId, key: held.key, code: fault.code, reason: fault.message },
      'A part failed',
    );
    if (fault.kind !== 'transient' || held.failures + 1 >= checker.itemAttempts)
      return this.items.failed(held, fault);
    const pause = pauseAfter(checker, held.failures + 1, fault);
    await this.items.again(held, pause);
    throw new Postpone(pause);
  }
}
