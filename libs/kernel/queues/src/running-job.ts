import type pg from 'pg';
import type { Logger } from 'pino';
import type { Database } from '@doyak/kernel/database';
import { JobAborted, type AbortKind } from './failures.js';
import { processOnce, type Once } from './inbox.js';
import type { JobContext } from './job-context.js';
import { jobIdOf, type AnyJob } from './job-definition.js';
import type { QueuedJob } from './queue-backend.js';

/** One attempt at one job: its signal, and the context that its handler sees. */
export class RunningJob implements JobContext {
  readonly job: string;
  readonly id: string;
  readonly key: string;
  readonly queue: string;
  readonly attempt: number;
  readonly attempts: number;
  readonly correlationId: string | undefined;
  readonly log: Logger;
  private readonly controller = new AbortController();

  constructor(
    definition: AnyJob,
    private readonly queued: QueuedJob,
    private readonly database: Database,
    log: Logger,
  ) {
    this.key = queued.id ?? '';
    this.job = definition.name;
    this.id = jobIdOf(this.key);
    this.queue = definition.queue;
    this.attempt = queued.attemptsMade + 1;
    this.attempts = queued.opts.attempts ?? 1;
    this.correlationId = queued.data.correlationId;
    this.log = log.child({
      job: this.job,
      jobId: this.id,
      attempt: this.attempt,
      correlationId: this.correlationId,
    });
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Why the attempt was aborted, if it was. */
  get aborted(): JobAborted | undefined {
    return this.signal.aborted ? (this.signal.reason as JobAborted) : undefined;
  }

  abort(kind: AbortKind, message: string): void {
    if (!this.signal.aborted) this.controller.abort(new JobAborted(kind, message));
  }

  async progress(value: number | Record<string, unknown>): Promise<void> {
    this.signal.throwIfAborted();
    await this.queued.updateProgress(value);
  }

  transaction<T>(work: (tx: pg.PoolClient) => Promise<T>): Promise<T> {
    this.signal.throwIfAborted();
    return this.database.transaction(async (tx) => {
      const result = await work(tx);
      this.signal.throwIfAborted();
      return result;
    });
  }

  once<T>(
    work: (tx: pg.PoolClient) => Promise<T>,
    { consumer = this.job, messageId = this.id }: { consumer?: string; messageId?: string } = {},
  ): Promise<Once<T>> {
    return this.transaction((tx) => processOnce(tx, consumer, messageId, () => work(tx)));
  }
}
