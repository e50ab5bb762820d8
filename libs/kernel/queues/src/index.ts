/**
 * Queues (architecture A6): BullMQ on PostgreSQL or Redis behind one module. Queues are disposable: every job can be rebuilt from
 * PostgreSQL by the reconciler, and what must happen once is guarded by the inbox.
 */
export { QueuesModule } from './queues.module.js';
export type { QueuesFeature } from './queues.module.js';
export type { Kept, QueuesOptions, QueueTuning } from './settings.js';
export type { PostgresQueueConnection } from './postgres-backend.js';
export type { RedisQueueConnection } from './redis-backend.js';
export { delayBeforeRetry } from './backoff.js';
export { defineJob, jobKey } from './job-definition.js';
export type { AnyJob, Backoff, JobDefinition, JobSettings, PayloadIn, PayloadOut } from './job-definition.js';
export { handler, JobHandler } from './job-handler.js';
export type { Handles, JobHandlerFunction } from './job-handler.js';
export type { JobContext } from './job-context.js';
export { JobQueue } from './job-queue.js';
export type { Enqueued, EnqueueOptions } from './job-queue.js';
export { forgetProcessed, processOnce } from './inbox.js';
export type { Once, Tx } from './inbox.js';
export { Reconciler } from './reconciler.js';
export type { PendingJob, PendingSource, Reconciled } from './reconciler.js';
export { jobStates, QueueOperations } from './queue-operations.js';
export type { JobReference, JobState, JobSummary, QueueCounts } from './queue-operations.js';
export { Queues } from './queues.js';
export type { QueueHealth } from './queue-backend.js';
export { registerQueueMetrics } from './queue-metrics.js';
export { mountBullBoard } from './queue-board.js';
export { migrateQueues } from './migrate-queues.js';
export {
  InvalidJobId,
  InvalidJobPayload,
  JobAborted,
  JobRegistryError,
  Postpone,
  QueueUnavailable,
  RetryAfter,
  UnrecoverableError,
} from './failures.js';
export type { AbortKind } from './failures.js';

import { CreateInbox1764000000101 } from './migrations/create-inbox-1764000000101.js';

/** Tables of this library in schema `doyak`, for the owner's migration run; BullMQ's own come from `migrateQueues`. */
export const migrations = [CreateInbox1764000000101];
