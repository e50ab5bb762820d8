import { Inject, Injectable } from '@nestjs/common';
import { jobKey, type AnyJob, type PayloadIn } from './job-definition.js';
import { JobQueue, type Enqueued } from './job-queue.js';
import type { KnownJob } from './queue-backend.js';
import { Queues } from './queues.js';
import { QueuesSettings } from './settings.js';

/** One job that PostgreSQL says should be queued. */
export interface PendingJob<Job extends AnyJob = AnyJob> extends Enqueued<Job> {
  readonly job: Job;
  readonly payload: PayloadIn<Job>;
}

/** Where pending jobs come from: a query on the tables of one context. */
export interface PendingSource {
  readonly name: string;
  /**
   * Everything that should be queued now, delayed jobs included, in a stable order; `limit` is the page size to read PostgreSQL in.
   * Work that has been done, or set aside, must not be named any more.
   */
  pending(limit: number): AsyncIterable<PendingJob>;
}

/** What one pass over one source found. */
export interface Reconciled {
  readonly source: string;
  readonly pending: number;
  /** Jobs that were missing from their queue, or had completed there without effect, and are queued again. */
  readonly enqueued: number;
  readonly error?: string;
}

const PAGE = 500;

/**
 * Brings the queues in line with PostgreSQL: periodically, at start, when the backend comes back, and as soon as it is seen to have
 * lost its content. It only adds what is missing, under the same ids, so it never doubles work and may run in several processes.
 */
@Injectable()
export class Reconciler {
  private readonly sources = new Map<string, PendingSource>();
  private timers: NodeJS.Timeout[] = [];
  private current: Promise<Reconciled[]> | undefined;
  private again = false;

  constructor(
    @Inject(QueuesSettings) private readonly settings: QueuesSettings,
    @Inject(Queues) private readonly queues: Queues,
    @Inject(JobQueue) private readonly jobs: JobQueue,
  ) {}

  /** Throws when the name is taken. */
  register(source: PendingSource): void {
    if (this.sources.has(source.name)) throw new Error(`Two pending sources are called "${source.name}"`);
    this.sources.set(source.name, source);
  }

  start(): void {
    const { reconcileEveryMs, watchMs } = this.settings.tuning;
    this.queues.backend.onReconnect(() => this.soon());
    this.timers = [
      setInterval(() => this.soon(), reconcileEveryMs),
      setInterval(() => void this.watch(), watchMs),
    ];
    this.soon();
  }

  async stop(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    this.timers = [];
    this.again = false;
    await this.current?.catch(() => undefined);
  }

  /** One pass over all sources, now. A source that fails is reported and does not keep the others from being reconciled. */
  async runNow(): Promise<Reconciled[]> {
    const results: Reconciled[] = [];
    for (const source of this.sources.values()) results.push(await this.reconcile(source));
    return results;
  }

  private async watch(): Promise<void> {
    try {
      const forgotten = await this.queues.command('watch', () => this.queues.backend.hasForgotten());
      if (forgotten) this.soon();
    } catch {
      // Away: the pass after the reconnect looks again.
    }
  }

  private soon(): void {
    if (this.timers.length === 0) return;
    if (this.current) {
      this.again = true;
      return;
    }
    this.current = this.runNow().finally(() => {
      this.current = undefined;
      if (!this.again) return;
      this.again = false;
      this.soon();
    });
  }

  private async reconcile(source: PendingSource): Promise<Reconciled> {
    const { log } = this.settings.options;
    let pending = 0;
    let enqueued = 0;
    try {
      for await (const page of pages(source.pending(PAGE))) {
        pending += page.length;
        for (const [job, items] of byJob(page)) enqueued += await this.enqueueMissing(job, items);
      }
      if (enqueued > 0)
        log.info({ source: source.name, pending, enqueued }, 'queues: enqueued what was missing');
      return { source: source.name, pending, enqueued };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      log.warn({ source: source.name, reason: message }, 'queues: reconciling failed, will be tried again');
      return { source: source.name, pending, enqueued, error: message };
    }
  }

  private async enqueueMissing(job: AnyJob, items: readonly PendingJob[]): Promise<number> {
    const queue = this.queues.get(job.queue);
    const keys = items.map((item) => jobKey(job, item.id));
    const known = await this.queues.command(`look up jobs on ${job.queue}`, () =>
      this.queues.backend.lookUp(queue, keys),
    );
    const missing: PendingJob[] = [];
    for (const [index, item] of items.entries()) {
      const key = keys[index] as string;
      const found = known.get(key);
      if (found && !this.isSpent(found)) continue;
      if (found) await this.queues.command('remove a spent job', () => queue.remove(key));
      missing.push(item);
    }
    await this.jobs.enqueueMany(job, missing);
    return missing.length;
  }

  /** A failed job is an operator's. One that completed long ago without effect must run again: the database was restored, say. */
  private isSpent({ state, finishedOn }: KnownJob): boolean {
    return state === 'completed' && Date.now() - (finishedOn ?? Date.now()) >= this.settings.tuning.settleMs;
  }
}

async function* pages(pending: AsyncIterable<PendingJob>): AsyncIterable<PendingJob[]> {
  let page: PendingJob[] = [];
  for await (const job of pending) {
    page.push(job);
    if (page.length < PAGE) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

function byJob(page: readonly PendingJob[]): Map<AnyJob, PendingJob[]> {
  const groups = new Map<AnyJob, PendingJob[]>();
  for (const item of page) {
    const group = groups.get(item.job);
    if (group) group.push(item);
    else groups.set(item.job, [item]);
  }
  return groups;
}
