import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { delayBeforeRetry } from './backoff.js';
import { Cancellations } from './cancellations.js';
import { JobRegistry, type QueueSettings } from './job-registry.js';
import { JobRunner } from './job-runner.js';
import type { AnyWorker, WorkerSettings } from './queue-backend.js';
import { Queues } from './queues.js';
import { QueuesSettings } from './settings.js';

/** How often a drain looks whether the last handler has returned, in milliseconds. */
const DRAIN_POLL = 20;

/** One BullMQ worker per queue, their start and their orderly end. */
@Injectable()
export class Workers {
  private workers: AnyWorker[] = [];

  constructor(
    @Inject(QueuesSettings) private readonly settings: QueuesSettings,
    @Inject(JobRegistry) private readonly registry: JobRegistry,
    @Inject(Queues) private readonly queues: Queues,
    @Inject(JobRunner) private readonly runner: JobRunner,
    @Inject(Cancellations) private readonly cancellations: Cancellations,
  ) {}

  start(): void {
    this.workers = this.registry.queues().map((queue) => this.startWorker(queue));
    this.cancellations.watch(this.settings.tuning.cancelPollMs, () =>
      this.runner.running().map((job) => ({
        queue: job.queue,
        key: job.key,
        cancel: (reason) => job.abort('cancelled', reason),
      })),
    );
  }

  private startWorker(queue: QueueSettings): AnyWorker {
    const { log } = this.settings.options;
    const worker = this.queues.backend.worker(
      queue.name,
      (job, token) => this.runner.run(job, token),
      this.workerSettings(queue),
    );
    worker.on('error', (error) => log.debug({ queue: queue.name, reason: error.message }, 'worker error'));
    worker.on('stalled', (key) =>
      log.warn({ queue: queue.name, key }, 'job lost its worker and goes to another one'),
    );
    worker.on('lockRenewalFailed', (keys) => {
      for (const job of this.runner.running()) {
        if (job.queue === queue.name && keys.includes(job.key))
          job.abort('lock-lost', 'the lock was lost; another worker may have the job');
      }
    });
    return worker;
  }

  private workerSettings({ concurrency, limiter }: QueueSettings): WorkerSettings {
    const { lockMs, maxLostWorkers } = this.settings.tuning;
    return {
      concurrency,
      ...(limiter ? { limiter: { max: limiter.max, duration: limiter.durationMs } } : {}),
      lockDuration: lockMs,
      stalledInterval: lockMs,
      maxStalledCount: maxLostWorkers,
      runRetryDelay: 1_000,
      settings: {
        backoffStrategy: (attempt, _type, error, job) => {
          const backoff = job && this.registry.job(job.name)?.backoff;
          return backoff ? delayBeforeRetry(backoff, attempt, error, Math.random()) : 1_000;
        },
      },
    };
  }

  /**
   * Stops taking jobs, lets running handlers finish for `drainMs`, then aborts them and puts their jobs back for other workers.
   * Ends within `drainMs` + 2 × `abortGraceMs` even when a handler ignores its signal or the backend does not answer.
   */
  async stop(): Promise<void> {
    if (this.workers.length === 0) return;
    const { drainMs, abortGraceMs } = this.settings.tuning;
    for (const worker of this.workers) void worker.pause(true).catch(() => undefined);
    if (!(await this.idle(drainMs))) {
      for (const job of this.runner.running()) job.abort('shutdown', 'the process is stopping');
    }
    this.runner.drain();
    const idle = await this.idle(abortGraceMs);
    this.cancellations.stop();
    // A worker that waits for a server that is away would wait on while it closes.
    const force = !idle || !(await this.queues.reachableNow());
    const closing = Promise.allSettled(this.workers.map((worker) => worker.close(force)));
    const closed = await Promise.race([closing.then(() => true), delay(abortGraceMs, false, { ref: false })]);
    if (!closed) for (const worker of this.workers) void worker.disconnect().catch(() => undefined);
    this.workers = [];
  }

  private async idle(withinMs: number): Promise<boolean> {
    const deadline = performance.now() + withinMs;
    while (this.runner.running().length > 0) {
      if (performance.now() >= deadline) return false;
      await delay(DRAIN_POLL);
    }
    return true;
  }
}
