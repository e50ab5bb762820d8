import { Inject, Injectable } from '@nestjs/common';
import { JobRegistry } from './job-registry.js';
import { PostgresBackend } from './postgres-backend.js';
import {
  healthOf,
  within,
  type AnyFlows,
  type AnyQueue,
  type QueueBackend,
  type QueueHealth,
} from './queue-backend.js';
import { RedisBackend } from './redis-backend.js';
import { QueuesSettings } from './settings.js';

/** The open queues of this process and the backend that they live on. */
@Injectable()
export class Queues {
  private readonly opened = new Map<string, AnyQueue>();
  private connected: QueueBackend | undefined;
  private producer: AnyFlows | undefined;
  private closed = false;

  constructor(
    @Inject(QueuesSettings) private readonly settings: QueuesSettings,
    @Inject(JobRegistry) private readonly registry: JobRegistry,
  ) {}

  /** Whether this process runs jobs. */
  get processes(): boolean {
    return this.settings.options.role === 'process';
  }

  get backend(): QueueBackend {
    if (!this.connected) throw new Error('Queues are opened when the application is initialised');
    return this.connected;
  }

  /** Opens every queue that a module defined. Throws where PostgreSQL is the backend and does not answer or is not migrated. */
  async open(): Promise<void> {
    const { connection, log, role } = this.settings.options;
    const names = this.registry.queues().map(({ name }) => name);
    this.connected =
      connection.backend === 'postgres'
        ? new PostgresBackend(connection, role === 'process' ? names.length : 0, log)
        : new RedisBackend(connection, log);
    try {
      await this.connected.open(names);
      for (const name of names) this.opened.set(name, this.openQueue(name));
      if (connection.backend === 'postgres')
        await Promise.all(this.all().map((queue) => queue.waitUntilReady()));
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  private openQueue(name: string): AnyQueue {
    const queue = this.backend.queue(name);
    // The backend reports a lost connection once; every queue repeats it.
    queue.on('error', (error) =>
      this.settings.options.log.debug({ queue: name, reason: error.message }, 'queue error'),
    );
    return queue;
  }

  all(): AnyQueue[] {
    return [...this.opened.values()];
  }

  /** Throws on a queue that no job of this process is defined for. */
  get(name: string): AnyQueue {
    const queue = this.opened.get(name);
    if (!queue) throw new Error(`No job of this process is defined for queue "${name}"`);
    return queue;
  }

  /** For jobs that wait for others. */
  get flows(): AnyFlows {
    if (this.producer) return this.producer;
    this.producer = this.backend.flows();
    this.producer.on('error', (error) =>
      this.settings.options.log.debug({ reason: error.message }, 'flow producer error'),
    );
    return this.producer;
  }

  /** Runs a queue command, bounded in time. Throws `QueueUnavailable`. */
  async command<T>(what: string, work: () => Promise<T>): Promise<T> {
    this.backend.assertReachable();
    return within(this.settings.tuning.commandTimeoutMs, what, work());
  }

  /** For `/health/ready`: asks the backend. Never throws. */
  health(): Promise<QueueHealth> {
    return healthOf(this.backend, this.settings.tuning.commandTimeoutMs);
  }

  /** Whether the backend answers within a second. */
  async reachableNow(): Promise<boolean> {
    return (await healthOf(this.backend, 1_000)).reachable;
  }

  async close(): Promise<void> {
    if (!this.connected || this.closed) return;
    this.closed = true;
    const { commandTimeoutMs } = this.settings.tuning;
    const closing = Promise.allSettled([...this.all().map((queue) => queue.close()), this.producer?.close()]);
    await within(commandTimeoutMs, 'closing queues', closing).catch(() => undefined);
    await this.connected.close();
  }
}
