import { FlowProducer, Queue, Worker } from 'bullmq';
import { Cluster, Redis, type RedisOptions } from 'ioredis';
import type { Logger } from 'pino';
import { QueueUnavailable } from './failures.js';
import {
  within,
  type AnyFlows,
  type AnyQueue,
  type AnyWorker,
  type JobProcessor,
  type KnownJob,
  type QueueBackend,
  type WorkerSettings,
} from './queue-backend.js';

/** How queues connect to Redis or Valkey. */
export interface RedisQueueConnection {
  /** `redis://` or `rediss://`; several seed nodes of a cluster separated by commas. */
  readonly url: string;
  /** Prefix of all keys. Default `{doyak}`: the braces are a hash tag, which keeps BullMQ's scripts on one slot of a cluster. */
  readonly prefix?: string;
  /** The URL names nodes of a Redis Cluster. */
  readonly cluster?: boolean;
}

/** A server that does not take leave within this time (ms) is left without. */
const QUIT_TIMEOUT = 1_000;
const DEFAULT_PREFIX = '{doyak}';
const retryStrategy = (times: number): number => Math.min(100 * 2 ** Math.min(times, 5), 2_000);

/**
 * Queues in Redis. Queues and workers share one connection; each worker has one more, on which it waits. While Redis is away nothing
 * is buffered: enqueueing fails at once, workers reconnect by themselves.
 */
export class RedisBackend implements QueueBackend {
  readonly kind = 'redis';
  private readonly client: Redis | Cluster;
  private readonly prefix: string;
  private readonly reconnected: (() => void)[] = [];
  private state: 'starting' | 'ready' | 'away' | 'closed' = 'starting';
  private lastError = 'not connected yet';

  constructor(
    connection: RedisQueueConnection,
    private readonly log: Logger,
  ) {
    this.prefix = connection.prefix ?? DEFAULT_PREFIX;
    this.client = connect(connection);
    this.client.on('ready', () => this.ready());
    this.client.on('close', () => this.away());
    this.client.on('error', (error: Error) => {
      this.lastError = error.message || (error as { code?: string }).code || error.name;
      this.away();
    });
  }

  private ready(): void {
    const was = this.state;
    if (was === 'ready' || was === 'closed') return;
    this.state = 'ready';
    if (was === 'away') this.log.info('queues: Redis is back');
    for (const listener of this.reconnected) listener();
  }

  private away(): void {
    if (this.state === 'away' || this.state === 'closed') return;
    this.state = 'away';
    this.log.warn({ reason: this.lastError }, 'queues: Redis is away; work waits in PostgreSQL');
  }

  async open(): Promise<void> {
    // Redis may come later: commands and followers do not need it.
  }

  queue(name: string): AnyQueue {
    return new Queue(name, { connection: this.client, prefix: this.prefix }) as unknown as AnyQueue;
  }

  flows(): AnyFlows {
    return new FlowProducer({ connection: this.client, prefix: this.prefix }) as unknown as AnyFlows;
  }

  worker(name: string, processor: JobProcessor, settings: WorkerSettings): AnyWorker {
    return new Worker(name, processor, {
      ...settings,
      connection: this.client,
      prefix: this.prefix,
    }) as unknown as AnyWorker;
  }

  async lookUp(queue: AnyQueue, keys: readonly string[]): Promise<Map<string, KnownJob>> {
    const found = await Promise.all(
      keys.map(async (key): Promise<[string, KnownJob]> => {
        const state = await queue.getJobState(key);
        const finishedOn = state === 'completed' ? (await queue.getJob(key))?.finishedOn : undefined;
        return [key, { state, finishedOn }];
      }),
    );
    return new Map(found.filter(([, { state }]) => state !== 'unknown'));
  }

  assertReachable(): void {
    if (this.state === 'away' || this.state === 'closed')
      throw new QueueUnavailable(`Redis is away: ${this.lastError}`);
  }

  onReconnect(listener: () => void): void {
    this.reconnected.push(listener);
  }

  /** A marker beside the queues that only this library writes: when it is gone, so are they. */
  async hasForgotten(): Promise<boolean> {
    return (await this.client.set(`${this.prefix}:doyak-marker`, '1', 'NX')) === 'OK';
  }

  async ping(): Promise<void> {
    await this.client.ping();
  }

  async close(): Promise<void> {
    const reachable = this.state === 'ready';
    this.state = 'closed';
    if (reachable)
      await within(QUIT_TIMEOUT, 'quit', this.client.quit()).catch(() => this.client.disconnect());
    else this.client.disconnect();
  }
}

function connect({ url, cluster }: RedisQueueConnection): Redis | Cluster {
  // A blocked worker must wait for as long as it takes; a limit on retries would end it with an error.
  const common: RedisOptions = {
    maxRetriesPerRequest: null,
    retryStrategy,
    connectTimeout: 5_000,
    disconnectTimeout: 200,
  };
  if (!cluster) return new Redis(url, common);
  const seeds = url.split(',').map((seed) => new URL(seed));
  const [first] = seeds;
  return new Cluster(
    seeds.map(({ hostname: host, port }) => ({ host, port: Number(port || 6379) })),
    {
      clusterRetryStrategy: retryStrategy,
      redisOptions: {
        ...common,
        ...(first?.username ? { username: decodeURIComponent(first.username) } : {}),
        ...(first?.password ? { password: decodeURIComponent(first.password) } : {}),
        ...(first?.protocol === 'rediss:' ? { tls: {} } : {}),
      },
    },
  );
}
