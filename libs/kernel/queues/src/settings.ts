import type { Logger } from 'pino';
import type { PostgresQueueConnection } from './postgres-backend.js';
import type { RedisQueueConnection } from './redis-backend.js';

/** How many finished jobs stay visible: whichever of age (s) and count is reached first. */
export interface Kept {
  readonly ageSeconds: number;
  readonly count: number;
}

/** Options of `QueuesModule.forRoot`. */
export interface QueuesOptions {
  readonly connection:
    | ({ readonly backend: 'postgres' } & PostgresQueueConnection)
    | ({ readonly backend: 'redis' } & RedisQueueConnection);
  /** `process`: workers and the reconciler run here, and each job must have its handler. `enqueue`: neither. */
  readonly role: 'process' | 'enqueue';
  readonly log: Logger;
  readonly tuning?: Partial<QueueTuning>;
}

/** Times are in milliseconds. The defaults fit production; tests shorten them. */
export interface QueueTuning {
  /** A queue command that takes longer is given up with `QueueUnavailable`. */
  readonly commandTimeoutMs: number;
  /** A worker that has not renewed its lock for this long is taken for dead, and its job goes to another one. */
  readonly lockMs: number;
  /** How often a job may lose its worker before it fails: a job that kills its process must not do so for ever. */
  readonly maxLostWorkers: number;
  /** On shutdown, running handlers get this long before their signal is aborted. */
  readonly drainMs: number;
  /** After its signal is aborted, a handler gets this long before it is given up. */
  readonly abortGraceMs: number;
  /** How often running jobs look whether they have been cancelled. */
  readonly cancelPollMs: number;
  readonly reconcileEveryMs: number;
  /** How often the backend is checked for having lost its content. */
  readonly watchMs: number;
  /** A job that completed this long ago, while PostgreSQL still calls it pending, runs again. */
  readonly settleMs: number;
  readonly keepCompleted: Kept;
  readonly keepFailed: Kept;
}

export const defaultTuning: QueueTuning = {
  commandTimeoutMs: 5_000,
  lockMs: 30_000,
  maxLostWorkers: 25,
  drainMs: 20_000,
  abortGraceMs: 3_000,
  cancelPollMs: 1_000,
  reconcileEveryMs: 30_000,
  watchMs: 1_000,
  settleMs: 60_000,
  keepCompleted: { ageSeconds: 3_600, count: 1_000 },
  keepFailed: { ageSeconds: 30 * 86_400, count: 10_000 },
};

/** The options with every default filled in; what the library's own classes inject. */
export class QueuesSettings {
  readonly tuning: QueueTuning;

  constructor(readonly options: QueuesOptions) {
    this.tuning = { ...defaultTuning, ...options.tuning };
  }
}
