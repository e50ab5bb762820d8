import { DelayedError, UnrecoverableError, WaitingError } from 'bullmq';

/** Thrown by a handler: trying again is pointless, so the job fails at once and stays visible to operators. */
export { UnrecoverableError };
/** How BullMQ is told that a job was put back and must be neither completed nor failed. */
export { DelayedError, WaitingError };

/** A handler failed for now and knows when the next attempt makes sense (an HTTP `Retry-After`, say). It uses up an attempt. */
export class RetryAfter extends Error {
  override readonly name = 'RetryAfter';

  /** @param delayMs milliseconds until the next attempt; replaces the job's own backoff */
  constructor(
    readonly delayMs: number,
    message = `try again in ${delayMs} ms`,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A handler cannot work now and it is nobody's fault (a paused endpoint, a quota): the job waits without losing an attempt. */
export class Postpone extends Error {
  override readonly name = 'Postpone';

  /** @param delayMs milliseconds to wait */
  constructor(
    readonly delayMs: number,
    message = `postponed by ${delayMs} ms`,
  ) {
    super(message);
  }
}

/** The queue backend cannot be reached just now. Nothing is lost: the reconciler enqueues what PostgreSQL says is pending. */
export class QueueUnavailable extends Error {
  override readonly name = 'QueueUnavailable';
  readonly code = 'QUEUE_UNAVAILABLE';
}

/** A payload does not fit its job's schema. The message names paths and rules, never values, which may be personal data. */
export class InvalidJobPayload extends Error {
  override readonly name = 'InvalidJobPayload';
  readonly code = 'INVALID_JOB_PAYLOAD';
}

/** A job id or name that BullMQ or an operator could not work with. */
export class InvalidJobId extends Error {
  override readonly name = 'InvalidJobId';
  readonly code = 'INVALID_JOB_ID';
}

/** The jobs and handlers of this process do not fit together; the message names each fault. Boot fails with it. */
export class JobRegistryError extends Error {
  override readonly name = 'JobRegistryError';
  readonly code = 'JOB_REGISTRY';

  constructor(readonly faults: readonly string[]) {
    super(`Jobs and handlers do not fit together:\n  ${faults.join('\n  ')}`);
  }
}

/** Why a handler's signal was aborted. `shutdown` and `lock-lost` are nobody's fault; `timeout` counts as a failed attempt. */
export type AbortKind = 'cancelled' | 'timeout' | 'shutdown' | 'lock-lost';

/** `signal.reason` of an aborted handler. */
export class JobAborted extends Error {
  override readonly name = 'JobAborted';

  constructor(
    readonly kind: AbortKind,
    message: string,
  ) {
    super(message);
  }
}
