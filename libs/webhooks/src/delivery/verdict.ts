import type { OutboundAnswer } from '@doyak/kernel/outbound';

/** What came of one request to an endpoint. */
export interface Attempted {
  readonly startedAt: Date;
  readonly ms: number;
  readonly status: number | undefined;
  /** Stable code where there was no answer. */
  readonly failure: string | undefined;
  readonly answer: Buffer | undefined;
  readonly truncated: boolean;
  readonly headers: OutboundAnswer['headers'];
}

/**
 * `delivered`: 2xx. `gone`: 410, the endpoint wants nothing any more. `throttled`: it asks for a pause (429, 502, 503, 504, or `Retry-After`).
 * `refused`: this message alone (other 4xx, and 3xx, which is never followed). `failed`: the endpoint does not work.
 */
export type Verdict = 'delivered' | 'gone' | 'throttled' | 'refused' | 'failed';

export function verdictOf({ status, headers }: Pick<Attempted, 'status' | 'headers'>): Verdict {
  if (status === undefined) return 'failed';
  if (status >= 200 && status < 300) return 'delivered';
  if (status === 410) return 'gone';
  if ([429, 502, 503, 504].includes(status) || headers['retry-after'] !== undefined) return 'throttled';
  return status >= 500 ? 'failed' : 'refused';
}

/** Ms until when an endpoint wants to be left alone (RFC 9110, 10.2.3: seconds or a date); `undefined` when it does not say. */
export function retryAfter(headers: Attempted['headers'], now: Date): number | undefined {
  const value = headers['retry-after'];
  if (typeof value !== 'string') return undefined;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1_000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime());
}
