import { Inject, Injectable } from '@nestjs/common';
import type { JobsOptions } from 'bullmq';
import { seal, type JobEnvelope } from './envelope.js';
import { jobKey, parsePayload, type AnyJob, type PayloadIn } from './job-definition.js';
import { Queues } from './queues.js';
import { QueuesSettings } from './settings.js';

/** How one job is enqueued. */
export interface EnqueueOptions {
  /** Deterministic: the same work has the same id, so enqueueing it again changes nothing while the job is kept. See `jobKey`. */
  readonly id: string;
  /** Milliseconds before it may run. */
  readonly delayMs?: number;
  readonly correlationId?: string;
}

/** One entry of `enqueueMany`. */
export interface Enqueued<Job extends AnyJob> extends EnqueueOptions {
  readonly payload: PayloadIn<Job>;
}

/**
 * Puts work into queues. Followers, reactions and the reconciler call it; commands never do. A job may run more than once, and one
 * that has been forgotten by its queue may be enqueued again: what happens once is decided by the inbox (`context.once`).
 */
@Injectable()
export class JobQueue {
  constructor(
    @Inject(Queues) private readonly queues: Queues,
    @Inject(QueuesSettings) private readonly settings: QueuesSettings,
  ) {}

  /** Throws `InvalidJobPayload`, `InvalidJobId`, or `QueueUnavailable` when the backend does not answer in time. */
  async enqueue<Job extends AnyJob>(
    job: Job,
    payload: PayloadIn<Job>,
    options: EnqueueOptions,
  ): Promise<void> {
    await this.enqueueMany(job, [{ payload, ...options }]);
  }

  /** Enqueues all in one round trip. Nothing is enqueued when one payload or id is invalid. Throws like `enqueue`. */
  async enqueueMany<Job extends AnyJob>(job: Job, items: readonly Enqueued<Job>[]): Promise<void> {
    const jobs = items.map(({ payload, id, delayMs, correlationId }) => {
      parsePayload(job, payload);
      return {
        name: job.name,
        data: seal(payload, correlationId),
        opts: this.optionsOf(job, jobKey(job, id), delayMs),
      };
    });
    if (jobs.length > 0) await this.add(job.queue, jobs);
  }

  /**
   * Enqueues `children`, and `parent` to run once each of them has ended, however it ended. All or none of them are enqueued, in one call. What the
   * children came to is not handed on: it belongs into PostgreSQL, since a queue may forget. Throws like `enqueue`.
   */
  async enqueueFlow<Parent extends AnyJob, Child extends AnyJob>(
    parent: Enqueued<Parent> & { readonly job: Parent },
    job: Child,
    children: readonly Enqueued<Child>[],
  ): Promise<void> {
    const node = (of: AnyJob, { payload, id, correlationId }: Enqueued<AnyJob>) => {
      parsePayload(of, payload);
      const opts = this.optionsOf(of, jobKey(of, id), undefined);
      return { name: of.name, queueName: of.queue, data: seal(payload, correlationId), opts };
    };
    const flow = {
      ...node(parent.job, parent),
      children: children.map((child) => {
        const { opts, ...rest } = node(job, child);
        return { ...rest, opts: { ...opts, ignoreDependencyOnFailure: true } };
      }),
    };
    await this.queues.command<unknown>(`enqueue a flow on ${parent.job.queue}`, () =>
      this.queues.flows.add(flow),
    );
  }

  private async add(
    queueName: string,
    jobs: { name: string; data: JobEnvelope; opts: JobsOptions }[],
  ): Promise<void> {
    const queue = this.queues.get(queueName);
    const [only] = jobs;
    await this.queues.command<unknown>(`enqueue on ${queueName}`, () =>
      jobs.length === 1 && only ? queue.add(only.name, only.data, only.opts) : queue.addBulk(jobs),
    );
  }

  private optionsOf(job: AnyJob, key: string, delayMs: number | undefined): JobsOptions {
    const { keepCompleted, keepFailed } = this.settings.tuning;
    return {
      jobId: key,
      attempts: job.attempts,
      backoff: { type: 'doyak' },
      removeOnComplete: { age: keepCompleted.ageSeconds, count: keepCompleted.count },
      removeOnFail: { age: keepFailed.ageSeconds, count: keepFailed.count },
      ...(delayMs === undefined || delayMs <= 0 ? {} : { delay: Math.round(delayMs) }),
    };
  }
}
