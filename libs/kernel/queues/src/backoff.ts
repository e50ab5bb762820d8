import { RetryAfter } from './failures.js';
import type { Backoff } from './job-definition.js';

/**
 * Milliseconds before the attempt after the `attempt`-th one (1, 2, …) that failed with `error`.
 * @param random 0 ≤ random < 1
 */
export function delayBeforeRetry(backoff: Backoff, attempt: number, error: unknown, random: number): number {
  if (error instanceof RetryAfter) return Math.max(0, Math.round(error.delayMs));
  const full =
    backoff.kind === 'steps'
      ? (backoff.delaysMs[Math.min(attempt, backoff.delaysMs.length) - 1] ?? backoff.delaysMs[0])
      : Math.min(backoff.delayMs * 2 ** (attempt - 1), backoff.maxDelayMs ?? Number.MAX_SAFE_INTEGER);
  const jitter = Math.min(Math.max(backoff.jitter ?? 0.5, 0), 1);
  return Math.round(full * (1 - jitter * random));
}
