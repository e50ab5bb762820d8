import { AsyncLocalStorage } from 'node:async_hooks';
import { v7 } from 'uuid';

const storage = new AsyncLocalStorage<string>();

/** The correlation id of the request or job under way; undefined outside of one. */
export function currentCorrelationId(): string | undefined {
  return storage.getStore();
}

/** Runs `work` under a correlation id: every log line and span within carries it. For jobs, followers and reactions. */
export function withCorrelation<Result>(correlationId: string, work: () => Result): Result {
  return storage.run(correlationId, work);
}

/** A client's id if it has the form of a UUID, else a fresh one: logs must not carry arbitrary text. */
export function correlationIdFrom(header: string | string[] | undefined): string {
  if (
    typeof header === 'string' &&
    /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(header)
  ) {
    return header.toLowerCase();
  }
  return v7();
}
