import { Agent, type Dispatcher } from 'undici';
import { Bound } from './bound.js';
import { checkUrl, type Reachable } from './check-url.js';
import { exchange, type OutboundAnswer } from './exchange.js';
import { asFailure } from './failures.js';
import { guardedConnector } from './guarded-connector.js';
import { dnsResolver, type Resolve } from './resolve.js';

export interface OutboundRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'OPTIONS' | 'HEAD';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Ms from the first look at the name to the last byte; default 15,000. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** An answer that is still arriving. */
export interface OpenAnswer {
  readonly status: number;
  readonly headers: OutboundAnswer['headers'];
  /** Chunks up to the limit of bytes, then it ends; throws `OutboundFailed`. Not reading it to its end closes the connection. */
  readonly body: AsyncIterable<Buffer>;
}

export interface OutboundOptions {
  /** Asked for each request and each connection: what is allowed now. */
  readonly reachable: () => Promise<Reachable>;
  readonly resolve?: Resolve;
  /** Bytes of an answer that are kept; default 16 KiB. */
  readonly answerBytes?: number;
  readonly connectTimeoutMs?: number;
  /** Connections per origin; default 64. */
  readonly connections?: number;
  readonly authorities?: readonly string[];
  /** How often open connections to allowed networks are held against the list (ms); default 10,000. */
  readonly recheckMs?: number;
}

const TIMEOUT = 15_000;
const ANSWER_BYTES = 16 * 1_024;

/**
 * Every request that Doyak sends to an address somebody else chose: partners' endpoints, model endpoints under test. It leaves only by https,
 * only to public addresses or networks on the audited list, follows no redirect, and ends in time (docs/adr/0028).
 */
export class Outbound {
  private readonly agent: Agent;

  constructor(private readonly options: OutboundOptions) {
    const { reachable, resolve = dnsResolver(), connectTimeoutMs = 5_000, authorities = [] } = options;
    this.agent = new Agent({
      connect: guardedConnector({
        reachable,
        resolve,
        connectTimeoutMs,
        authorities,
        recheckMs: options.recheckMs ?? 10_000,
      }),
      connections: options.connections ?? 64,
      pipelining: 1,
      keepAliveTimeout: 10_000,
      keepAliveMaxTimeout: 60_000,
      maxHeaderSize: 16_384,
      // Each request has a timer of its own, over everything.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  /** Reads a URL that somebody else chose. Throws `OutboundRefused` for what can be told from its text. */
  async check(url: string): Promise<URL> {
    return checkUrl(url, await this.options.reachable());
  }

  /** Sends and reads the answer, up to the limit. Any status is an answer. Throws `OutboundRefused`, `OutboundFailed`. */
  async send(request: OutboundRequest, limits: { answerBytes?: number } = {}): Promise<OutboundAnswer> {
    const bound = new Bound(request.timeoutMs ?? TIMEOUT, request.signal);
    try {
      return await exchange(this.agent, await this.checked(request), bound, this.most(limits));
    } catch (error) {
      throw bound.reason ?? asFailure(error);
    } finally {
      bound.done();
    }
  }

  /** Sends and answers as soon as the head of the answer is there; for answers that are read as they come. Throws like `send`. */
  async open(request: OutboundRequest, limits: { answerBytes?: number } = {}): Promise<OpenAnswer> {
    const bound = new Bound(request.timeoutMs ?? TIMEOUT, request.signal);
    try {
      const signal = bound.signal();
      const { statusCode, headers, body } = await this.agent.request({
        ...(await this.checked(request)),
        signal,
      });
      return { status: statusCode, headers, body: chunks(body, this.most(limits), bound) };
    } catch (error) {
      bound.done();
      throw bound.reason ?? asFailure(error);
    }
  }

  private most({ answerBytes = this.options.answerBytes ?? ANSWER_BYTES }: { answerBytes?: number }): number {
    return answerBytes;
  }

  private async checked({ url: text, method, headers, body }: OutboundRequest) {
    const url = await this.check(text);
    return { origin: url.origin, path: `${url.pathname}${url.search}`, method, headers, body };
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }
}

type Body = Dispatcher.ResponseData['body'];

async function* chunks(body: Body, most: number, bound: Bound): AsyncIterable<Buffer> {
  let left = most;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      yield chunk.subarray(0, left);
      left -= chunk.length;
      if (left <= 0) return;
    }
  } catch (error) {
    throw bound.reason ?? asFailure(error);
  } finally {
    bound.done();
  }
}
