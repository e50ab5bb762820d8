import { createHash, type KeyObject } from 'node:crypto';
import { privateKey, sharedSecret, signWebhook } from './standard-webhooks.js';

/** What a partner answers to a request (the body of `POST /v1/callbacks/{requestId}`). */
export interface Answer {
  readonly requestId: string;
  /** One of the `outcomes` of the request. */
  readonly outcome: string;
  /** `bodySha256` of the answer that this one corrects. */
  readonly supersedes?: string;
  /** Number of the decision in the partner's own books. */
  readonly reference?: string;
  readonly note?: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** With what an answer is signed: the registered Ed25519 key (`whsk_…`), or, where none is registered, an endpoint's secret (`whsec_…`). */
export interface AnswerKeys {
  readonly key?: string | KeyObject;
  readonly secret?: string;
}

export interface SignedAnswer {
  /** To be sent byte for byte. */
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** A correction names it in `supersedes`. */
  readonly bodySha256: string;
}

/**
 * Signs an answer for one attempt to send it. Its `webhook-id` follows from the bytes, so that the same answer, signed again for another
 * attempt or after a restart, is the same message and counts once.
 */
export function signAnswer(answer: Answer, keys: AnswerKeys, now = new Date()): SignedAnswer {
  const { requestId, outcome, supersedes, reference, note, details } = answer;
  // Members in one order: the same answer has the same bytes.
  const body = JSON.stringify({ requestId, outcome, supersedes, reference, note, details });
  const bodySha256 = createHash('sha256').update(body).digest('hex');
  const id = `ans_${bodySha256.slice(0, 40)}`;
  const timestamp = Math.floor(now.getTime() / 1_000);
  const { key, secret } = keys;
  const signature = signWebhook(
    { id, timestamp, body },
    {
      privateKeys: key === undefined ? [] : [typeof key === 'string' ? privateKey(key) : key],
      secrets: secret === undefined ? [] : [sharedSecret(secret)],
    },
  );
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signature,
  };
  return { body, headers, bodySha256 };
}

/** An answer that Doyak does not take. */
export class AnswerRefused extends Error {
  override readonly name = 'AnswerRefused';

  constructor(
    readonly status: number,
    /** Code of the problem document, e.g. REQUEST_LATE; empty where there is none. */
    readonly code: string,
  ) {
    super(`The answer was refused: ${status} ${code}`);
  }
}

const ATTEMPTS = 5;
const PAUSE_MS = 500;

/**
 * Sends an answer to Doyak at `url` (e.g. `https://doyak.example`), signed anew for each of up to five attempts. Answers the SHA-256 by which
 * a correction names it. Throws `AnswerRefused`; what `send` throws at the last attempt passes through. `send` is `fetch`, or what the partner
 * has in its place: this package asks nobody by itself.
 */
export async function sendAnswer(
  url: string,
  answer: Answer,
  keys: AnswerKeys,
  send: typeof fetch,
): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    const { body, headers, bodySha256 } = signAnswer(answer, keys);
    try {
      const response = await send(new URL(`/v1/callbacks/${answer.requestId}`, url), {
        ...{ method: 'POST', body, headers, redirect: 'error' },
        signal: AbortSignal.timeout(15_000),
      });
      const text = await response.text();
      if (response.ok) return bodySha256;
      if (response.status !== 429 && response.status < 500)
        throw new AnswerRefused(response.status, codeOf(text));
      if (attempt === ATTEMPTS) throw new AnswerRefused(response.status, codeOf(text));
    } catch (error) {
      if (error instanceof AnswerRefused || attempt === ATTEMPTS) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * 2 ** attempt));
  }
}

function codeOf(text: string): string {
  try {
    const { code } = JSON.parse(text) as { code?: unknown };
    return typeof code === 'string' ? code : '';
  } catch {
    return '';
  }
}
