import type { FlowProducer, IQueueBackend, Job, Processor, Queue, Worker, WorkerOptions } from 'bullmq';
import { QueueUnavailable } from './failures.js';
import type { JobEnvelope } from './envelope.js';

/** A queue, a worker and a job of either backend. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- BullMQ's own defaults for names and connection options
export type AnyQueue = Queue<JobEnvelope, unknown, string, JobEnvelope, unknown, string, IQueueBackend, any>;
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- as above
export type AnyWorker = Worker<JobEnvelope, unknown, string, IQueueBackend, any, any>;
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- as above
export type AnyFlows = FlowProducer<IQueueBackend, any>;
export type QueuedJob = Job<JobEnvelope, unknown>;
export type JobProcessor = Processor<JobEnvelope, unknown>;
export type WorkerSettings = Omit<WorkerOptions, 'connection' | 'prefix'>;

export type BackendKind = 'postgres' | 'redis';

/** Health for `/health/ready`: `reachable` is measured by asking the server, not remembered. */
export interface QueueHealth {
  readonly backend: BackendKind;
  readonly reachable: boolean;
  readonly error?: string;
}

/** What the reconciler asks about a job: its state, and for a completed one when it ended (ms since the epoch). */
export interface KnownJob {
  readonly state: string;
  readonly finishedOn: number | undefined;
}

/** Where queues live: opens BullMQ objects on shared connections and says how these are doing. */
export interface QueueBackend {
  readonly kind: BackendKind;
  /** Prepares for queues of these names. PostgreSQL must be there to start; Redis may come later. */
  open(names: readonly string[]): Promise<void>;
  queue(name: string): AnyQueue;
  /** Adds jobs that wait for others. */
  flows(): AnyFlows;
  worker(name: string, processor: JobProcessor, settings: WorkerSettings): AnyWorker;
  /** State of those jobs that the queue knows, by key, in one round trip where the backend can. */
  lookUp(queue: AnyQueue, keys: readonly string[]): Promise<Map<string, KnownJob>>;
  /** Throws `QueueUnavailable` at once where it is known that a command would only wait. */
  assertReachable(): void;
  /** Calls `listener` each time the connection has come back. */
  onReconnect(listener: () => void): void;
  /** Whether the backend has lost its content since the last call (FLUSHALL, a fresh server). */
  hasForgotten(): Promise<boolean>;
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Settles like `work`, or throws `QueueUnavailable` after `ms`. The work itself may still happen: ids make that harmless. */
export async function within<T>(ms: number, what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new QueueUnavailable(`${what}: no answer within ${ms} ms`)), ms);
    // A command that a dead server will never answer must not keep a stopping process alive.
    timer.unref();
  });
  work.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Asks the backend whether it is there. Never throws. */
export async function healthOf(backend: QueueBackend, timeoutMs: number): Promise<QueueHealth> {
  try {
    backend.assertReachable();
    await within(timeoutMs, 'ping', backend.ping());
    return { backend: backend.kind, reachable: true };
  } catch (error) {
    return {
      backend: backend.kind,
      reachable: false,
      error: error instanceof Error ? error.message : String(error),
    };
  }
}
