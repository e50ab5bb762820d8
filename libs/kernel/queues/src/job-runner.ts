import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@doyak/kernel/database';
import { Cancellations } from './cancellations.js';
import { traced } from './envelope.js';
import { DelayedError, InvalidJobPayload, Postpone, UnrecoverableError, WaitingError } from './failures.js';
import { parsePayload } from './job-definition.js';
import { JobRegistry, type RegisteredHandler } from './job-registry.js';
import type { QueuedJob } from './queue-backend.js';
import { RunningJob } from './running-job.js';
import { QueuesSettings } from './settings.js';

/** A job of a newer release waits this long (ms) for a worker that knows it. */
const UNKNOWN_JOB_DELAY = 10_000;

/** Runs one delivered job: validates, gives it a context, aborts it when it must stop, and tells BullMQ what became of it. */
@Injectable()
export class JobRunner {
  private readonly inFlight = new Set<RunningJob>();
  private draining = false;

  constructor(
    @Inject(QueuesSettings) private readonly settings: QueuesSettings,
    @Inject(JobRegistry) private readonly registry: JobRegistry,
    @Inject(Database) private readonly database: Database,
    @Inject(Cancellations) private readonly cancellations: Cancellations,
  ) {}

  /** Jobs whose handler has not returned yet. */
  running(): RunningJob[] {
    return [...this.inFlight];
  }

  /** From now on a delivered job goes straight back to its queue. */
  drain(): void {
    this.draining = true;
  }

  async run(queued: QueuedJob, token: string | undefined): Promise<unknown> {
    if (this.draining) return this.putBack(queued, token);
    const registered = this.registry.handlerOf(queued.name);
    if (!registered) return this.postpone(queued, token, UNKNOWN_JOB_DELAY);
    const running = new RunningJob(registered.job, queued, this.database, this.settings.options.log);
    this.inFlight.add(running);
    try {
      return await this.attempt(registered, running, queued);
    } catch (error) {
      return await this.afterFailure(running, queued, token, error);
    } finally {
      this.inFlight.delete(running);
    }
  }

  private async attempt(
    { job, run }: RegisteredHandler,
    running: RunningJob,
    queued: QueuedJob,
  ): Promise<unknown> {
    const payload = parsePayload(job, queued.data.payload) as unknown;
    const attributes = { 'messaging.message.id': running.id, 'doyak.job.attempt': running.attempt };
    const timer =
      job.timeoutMs === undefined
        ? undefined
        : setTimeout(() => running.abort('timeout', `no result within ${job.timeoutMs} ms`), job.timeoutMs);
    try {
      return await traced(queued.data, job.name, attributes, () =>
        this.untilAborted(running, run(payload, running)),
      );
    } finally {
      clearTimeout(timer);
    }
  }

  /** A handler that ignores its signal is given up after a grace; its transactions can commit nothing any more. */
  private async untilAborted(running: RunningJob, work: Promise<unknown>): Promise<unknown> {
    let grace: NodeJS.Timeout | undefined;
    let onAbort = (): void => undefined;
    const givenUp = new Promise<never>((_, reject) => {
      onAbort = () => {
        grace = setTimeout(() => reject(running.signal.reason as Error), this.settings.tuning.abortGraceMs);
      };
      running.signal.addEventListener('abort', onAbort, { once: true });
    });
    work.catch(() => undefined);
    try {
      return await Promise.race([work, givenUp]);
    } finally {
      running.signal.removeEventListener('abort', onAbort);
      clearTimeout(grace);
    }
  }

  private async afterFailure(
    running: RunningJob,
    queued: QueuedJob,
    token: string | undefined,
    error: unknown,
  ): Promise<unknown> {
    const { aborted } = running;
    if (aborted?.kind === 'shutdown') return this.putBack(queued, token);
    if (aborted?.kind === 'cancelled') {
      running.log.info({ reason: aborted.message }, 'job cancelled');
      await this.cancellations.settle(running.queue, running.key).catch(() => undefined);
      return { cancelled: aborted.message };
    }
    if (error instanceof Postpone) return this.postpone(queued, token, error.delayMs);
    if (error instanceof InvalidJobPayload) throw new UnrecoverableError(error.message);
    const failure = aborted ?? error;
    const fault = failure instanceof Error ? failure : new Error(String(failure));
    running.log.warn({ err: { name: fault.name, message: fault.message } }, 'job attempt failed');
    throw fault;
  }

  private async putBack(queued: QueuedJob, token: string | undefined): Promise<never> {
    await queued.moveToWait(token);
    throw new WaitingError();
  }

  private async postpone(queued: QueuedJob, token: string | undefined, delayMs: number): Promise<never> {
    await queued.moveToDelayed(Date.now() + delayMs, token);
    throw new DelayedError();
  }
}
