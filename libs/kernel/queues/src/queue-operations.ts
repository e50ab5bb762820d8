import { Inject, Injectable } from '@nestjs/common';
import type { JobProgress } from 'bullmq';
import { Cancellations } from './cancellations.js';
import { jobIdOf, jobKey } from './job-definition.js';
import { JobRegistry } from './job-registry.js';
import type { AnyQueue, QueuedJob } from './queue-backend.js';
import { Queues } from './queues.js';

/**
 * States of a job. `waiting-children`: it runs once the jobs of its flow have ended. `failed`: its attempts are used up or it is unrecoverable; it
 * waits for an operator.
 */
export const jobStates = [
  ...(['waiting', 'active', 'delayed', 'waiting-children'] as const),
  ...(['completed', 'failed'] as const),
] as const;
export type JobState = (typeof jobStates)[number];

/** A job as operators see it. Payloads are left out of lists: they may refer to persons. */
export interface JobSummary {
  readonly queue: string;
  readonly job: string;
  readonly id: string;
  readonly state: JobState;
  /** Attempts that have ended. */
  readonly attemptsMade: number;
  readonly attempts: number;
  readonly enqueuedAt: Date;
  readonly startedAt: Date | undefined;
  readonly finishedAt: Date | undefined;
  readonly failedReason: string | undefined;
  readonly progress: JobProgress;
  readonly correlationId: string | undefined;
}

/** Number of jobs per state, and how long (ms) the oldest waiting job has waited; 0 when none waits. */
export interface QueueCounts extends Record<JobState, number> {
  readonly queue: string;
  readonly paused: boolean;
  readonly oldestWaitingMs: number;
}

/** A job named by operators. */
export interface JobReference {
  readonly job: string;
  readonly id: string;
}

/** What operators and administrators do with queues. All of it throws `QueueUnavailable` while the backend is away. */
@Injectable()
export class QueueOperations {
  constructor(
    @Inject(Queues) private readonly queues: Queues,
    @Inject(JobRegistry) private readonly registry: JobRegistry,
    @Inject(Cancellations) private readonly cancellations: Cancellations,
  ) {}

  /** Counts of every queue, in order of name. */
  counts(): Promise<QueueCounts[]> {
    return this.queues.command('counts', () =>
      Promise.all(this.queues.all().map((queue) => countsOf(queue))),
    );
  }

  /** Jobs of one queue and state; the failed and completed ones newest first, the others in the order in which they will run. */
  async list(queueName: string, state: JobState, { offset = 0, limit = 50 } = {}): Promise<JobSummary[]> {
    const queue = this.queues.get(queueName);
    const oldestFirst = state !== 'failed' && state !== 'completed';
    const jobs = await this.queues.command('list', () =>
      queue.getJobs([state], offset, offset + limit - 1, oldestFirst),
    );
    return jobs.filter((job) => job !== undefined).map((job) => summary(queueName, job as QueuedJob, state));
  }

  async find(reference: JobReference): Promise<JobSummary | undefined> {
    const { queue, key } = this.locate(reference);
    return this.queues.command('find', async () => {
      const [job, state] = await Promise.all([queue.getJob(key), queue.getJobState(key)]);
      return job && state !== 'unknown'
        ? summary(queue.name, job as QueuedJob, state as JobState)
        : undefined;
    });
  }

  /** Queues a failed job again with all its attempts. Returns false when there is no failed job of that id. */
  async retry(reference: JobReference): Promise<boolean> {
    const { queue, key } = this.locate(reference);
    return this.queues.command('retry', async () => {
      const job = await queue.getJob(key);
      if (!job || !(await job.isFailed())) return false;
      await job.retry('failed', { resetAttemptsMade: true });
      return true;
    });
  }

  /** Removes a job that is not running. Where PostgreSQL still calls it pending, the reconciler will queue it again. */
  async discard(reference: JobReference): Promise<boolean> {
    const { queue, key } = this.locate(reference);
    return this.queues.command('discard', async () => {
      const state = await queue.getJobState(key);
      if (state === 'active' || state === 'unknown') return false;
      return (await queue.remove(key)) === 1;
    });
  }

  /**
   * Stops a job: one that waits is removed, one that runs gets its signal aborted within about a second, in whichever process it
   * runs. Returns what was found. The caller first makes it not pending, or the reconciler queues it again.
   */
  async cancel(reference: JobReference, reason: string): Promise<'removed' | 'stopping' | 'none'> {
    const { queue, key } = this.locate(reference);
    return this.queues.command('cancel', async () => {
      const before = await queue.getJobState(key);
      if (before === 'unknown' || before === 'completed' || before === 'failed') return 'none';
      if (before !== 'active' && (await queue.remove(key)) === 1) return 'removed';
      await this.cancellations.request(queue.name, key, reason);
      return 'stopping';
    });
  }

  /** Workers of all processes take nothing more from the queue until `resume`. */
  async pause(queueName: string): Promise<void> {
    await this.queues.command('pause', () => this.queues.get(queueName).pause());
  }

  async resume(queueName: string): Promise<void> {
    await this.queues.command('resume', () => this.queues.get(queueName).resume());
  }

  /** Removes all waiting and delayed jobs. What PostgreSQL calls pending comes back with the next reconciling pass. */
  async drain(queueName: string): Promise<void> {
    await this.queues.command('drain', () => this.queues.get(queueName).drain(true));
  }

  private locate({ job: name, id }: JobReference): { queue: AnyQueue; key: string } {
    const job = this.registry.job(name);
    if (!job) throw new Error(`No job is called "${name}"`);
    return { queue: this.queues.get(job.queue), key: jobKey(job, id) };
  }
}

async function countsOf(queue: AnyQueue): Promise<QueueCounts> {
  const [counts, paused, oldest] = await Promise.all([
    // The PostgreSQL backend counts what waits in a paused queue apart.
    queue.getJobCounts(...jobStates, 'paused' as JobState),
    queue.isPaused(),
    queue.getJobs(['waiting'], 0, 0, true),
  ]);
  const [first] = oldest;
  return {
    queue: queue.name,
    paused,
    oldestWaitingMs: first ? Math.max(0, Date.now() - first.timestamp) : 0,
    waiting: (counts['waiting'] ?? 0) + (counts['paused'] ?? 0),
    active: counts['active'] ?? 0,
    delayed: counts['delayed'] ?? 0,
    'waiting-children': counts['waiting-children'] ?? 0,
    completed: counts['completed'] ?? 0,
    failed: counts['failed'] ?? 0,
  };
}

function summary(queue: string, job: QueuedJob, state: JobState): JobSummary {
  return {
    queue,
    job: job.name,
    id: jobIdOf(job.id ?? ''),
    state,
    attemptsMade: job.attemptsMade,
    attempts: job.opts.attempts ?? 1,
    enqueuedAt: new Date(job.timestamp),
    startedAt: job.processedOn === undefined ? undefined : new Date(job.processedOn),
    finishedAt: job.finishedOn === undefined ? undefined : new Date(job.finishedOn),
    failedReason: job.failedReason,
    progress: job.progress,
    correlationId: job.data.correlationId,
  };
}
