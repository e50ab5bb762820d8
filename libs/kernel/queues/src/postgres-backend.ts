import { createPostgresBackend, FlowProducer, Queue, Worker } from 'bullmq';
import pg from 'pg';
import type { Logger } from 'pino';
import { QUEUE_SCHEMA } from './migrate-queues.js';
import type {
  AnyFlows,
  AnyQueue,
  AnyWorker,
  JobProcessor,
  KnownJob,
  QueueBackend,
  WorkerSettings,
} from './queue-backend.js';

/** How queues connect to PostgreSQL. */
export interface PostgresQueueConnection {
  /** The application's login; its group `doyak_app` has what it needs from `migrateQueues`. */
  readonly url: string;
  /** For the owner's URL: each connection gives up the owner's rights. */
  readonly dropRole?: boolean;
  /** Connections for commands, shared by all queues and workers of the process. Default 6. */
  readonly poolSize?: number;
}

/**
 * Queues in PostgreSQL. The whole process shares one pool of `poolSize` connections, plus one per worker, which it holds for LISTEN.
 * Commits do not wait for the disk there: jobs are disposable (docs/adr/0006), and a job lost in a crash is enqueued again.
 */
export class PostgresBackend implements QueueBackend {
  readonly kind = 'postgres';
  private readonly pool: pg.Pool;
  private readonly reconnected: (() => void)[] = [];
  private lost = false;

  constructor(connection: PostgresQueueConnection, workers: number, log: Logger) {
    const settings = [`-c search_path=${QUEUE_SCHEMA}`, '-c synchronous_commit=off'];
    if (connection.dropRole) settings.push('-c role=doyak_app');
    this.pool = new pg.Pool({
      connectionString: connection.url,
      max: (connection.poolSize ?? 6) + workers,
      application_name: 'doyak-queues',
      options: settings.join(' '),
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    });
    // Each queue and worker adds its own error listener to the shared pool.
    this.pool.setMaxListeners(0);
    this.pool.on('error', (error) => {
      if (!this.lost) log.warn({ reason: error.message }, 'queues: PostgreSQL connection lost');
      this.lost = true;
    });
    this.pool.on('connect', () => {
      if (!this.lost) return;
      this.lost = false;
      log.info('queues: PostgreSQL connection is back');
      for (const listener of this.reconnected) listener();
    });
  }

  /** BullMQ remembers a failed first connection for good, so nothing is built on a server that does not answer. */
  async open(names: readonly string[]): Promise<void> {
    for (const name of names) await this.pool.query('select doyak_ensure_queue($1)', [name]);
  }

  queue(name: string): AnyQueue {
    return new Queue(name, { connection: this.pool }, createPostgresBackend) as unknown as AnyQueue;
  }

  flows(): AnyFlows {
    return new FlowProducer({ connection: this.pool }, createPostgresBackend) as unknown as AnyFlows;
  }

  worker(name: string, processor: JobProcessor, settings: WorkerSettings): AnyWorker {
    return new Worker(
      name,
      processor,
      { ...settings, connection: this.pool },
      createPostgresBackend,
    ) as unknown as AnyWorker;
  }

  async lookUp(queue: AnyQueue, keys: readonly string[]): Promise<Map<string, KnownJob>> {
    const { rows } = await this.pool.query<{ id: string; state: string; finished: string | null }>(
      'select id, state, finished_at_ms as finished from job where queue = $1 and id = any($2::text[])',
      [queue.name, keys],
    );
    return new Map(
      rows.map(({ id, state, finished }) => [
        id,
        { state, finishedOn: finished === null ? undefined : Number(finished) },
      ]),
    );
  }

  assertReachable(): void {
    // The pool fails fast by itself: a refused connection at once, a silent one after its connection timeout.
  }

  onReconnect(listener: () => void): void {
    this.reconnected.push(listener);
  }

  async hasForgotten(): Promise<boolean> {
    return false;
  }

  async ping(): Promise<void> {
    await this.pool.query('select 1');
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}
