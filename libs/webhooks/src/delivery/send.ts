import type { KeyObject } from 'node:crypto';
import { type Outbound, type OutboundAnswer, OutboundFailed, OutboundRefused } from '@doyak/kernel/outbound';
import { signWebhook } from '@doyak/webhook-receiver';
import type { Attempted } from './verdict.js';

/** With what an endpoint's messages are signed. */
export interface SigningKeys {
  readonly secrets: readonly Buffer[];
  readonly privateKeys: readonly KeyObject[];
}

/** Sends one message once. Whatever comes of it is an answer, never an exception, but for one of the caller's own abort. */
export async function sendOnce(
  outbound: Outbound,
  message: { readonly url: string; readonly id: string; readonly body: string | Buffer },
  keys: SigningKeys,
  bounds: { readonly timeoutMs: number; readonly signal?: AbortSignal },
): Promise<Attempted> {
  const startedAt = new Date();
  const timestamp = Math.floor(startedAt.getTime() / 1_000);
  const { url, id, body } = message;
  return attempt(startedAt, () =>
    outbound.send({
      ...{ url, method: 'POST', body, ...bounds },
      headers: {
        'content-type': 'application/cloudevents+json; charset=utf-8',
        'user-agent': 'Doyak',
        'webhook-id': id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': signWebhook({ id, timestamp, body }, keys),
      },
    }),
  );
}

/** Asks whether an endpoint wants messages (CloudEvents 1.0 HTTP webhook, 4: validation by OPTIONS). */
export async function shakeHands(
  outbound: Outbound,
  url: string,
  origin: string,
  perMinute: number | undefined,
  timeoutMs: number,
): Promise<Attempted & { readonly allowed: boolean; readonly allowedPerMinute: number | undefined }> {
  const attempted = await attempt(new Date(), () =>
    outbound.send({
      ...{ url, method: 'OPTIONS', timeoutMs },
      headers: {
        'webhook-request-origin': origin,
        ...(perMinute === undefined ? {} : { 'webhook-request-rate': String(perMinute) }),
      },
    }),
  );
  const { status, headers } = attempted;
  const said = headers['webhook-allowed-origin'];
  const allowed = status !== undefined && status >= 200 && status < 300 && (said === '*' || said === origin);
  const rate = headers['webhook-allowed-rate'];
  const allowedPerMinute = typeof rate === 'string' && /^[1-9]\d{0,6}$/.test(rate) ? Number(rate) : undefined;
  return { ...attempted, allowed, allowedPerMinute };
}

async function attempt(startedAt: Date, send: () => Promise<OutboundAnswer>): Promise<Attempted> {
  const began = performance.now();
  const since = () => Math.round(performance.now() - began);
  try {
    const { status, headers, body, truncated } = await send();
    return { startedAt, ms: since(), status, failure: undefined, answer: body, truncated, headers };
  } catch (error) {
    if (!(error instanceof OutboundFailed || error instanceof OutboundRefused)) throw error;
    const nothing = { status: undefined, answer: undefined, truncated: false, headers: {} };
    return { startedAt, ms: since(), failure: error.code, ...nothing };
  }
}
