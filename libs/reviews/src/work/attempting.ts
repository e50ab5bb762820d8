import { delayBeforeRetry, RetryAfter } from '@doyak/kernel/queues';
import { CheckFault, type AnyChecker } from '../checkers/checker.js';

/** A check that does not heed its signal is left to itself: it can write nothing any more. */
export function untilAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  work.catch(() => undefined);
  return new Promise<Result>((resolve, reject) => {
    const stop = () => reject(signal.reason as Error);
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/** An error that a check did not mean counts as one that may pass. */
export function asFault(error: unknown): CheckFault {
  if (error instanceof CheckFault) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new CheckFault('transient', 'UNEXPECTED', message);
}

/** Ms until the next attempt: what the fault says, else the backoff of the check, with jitter. */
export function pauseAfter(
  { backoff }: Pick<AnyChecker, 'backoff'>,
  attempt: number,
  fault: CheckFault,
): number {
  const { retryAfterMs } = fault;
  return delayBeforeRetry(
    backoff,
    attempt,
    retryAfterMs === undefined ? fault : new RetryAfter(retryAfterMs),
    Math.random(),
  );
}

/** A signal that is aborted with the job's, by `stop`, or once the deadline is over. */
export function stoppable(job: AbortSignal, deadlineMs: number) {
  const controller = new AbortController();
  const stop = (reason: Error) => controller.abort(reason);
  const onJob = () => stop(job.reason as Error);
  if (job.aborted) onJob();
  job.addEventListener('abort', onJob, { once: true });
  const deadline = setTimeout(
    () => stop(new CheckFault('transient', 'DEADLINE', `No result within ${deadlineMs} ms`)),
    deadlineMs,
  );
  return {
    signal: controller.signal,
    stop,
    done: () => {
      clearTimeout(deadline);
      job.removeEventListener('abort', onJob);
    },
  };
}
