import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type DoyakEvent, verifyWebhook, WebhookError } from '@doyak/webhook-receiver';

/** How an endpoint behaves: `well` takes each message, `flaky` answers 500 half of the time, `silent` never answers, `gone` answers 410. */
export type Behaviour = 'well' | 'flaky' | 'silent' | 'gone';

export interface SinkEndpoint {
  readonly name: string;
  readonly behaviour: Behaviour;
  /** Absent: signatures are not looked at. */
  readonly secret?: string;
}

/** How much has come. */
export interface SinkCount {
  readonly name: string;
  readonly requests: number;
  /** Messages taken in for the first time, and when the first and the last of them came since `begin` (ms since 1970). */
  readonly taken: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

/** What an endpoint holds. */
export interface SinkReport extends SinkCount {
  /** Messages that came again after they had been taken in: with the same id and the same bytes. */
  readonly repeated: number;
  /** Last sequence of each case. */
  readonly last: Readonly<Record<string, string>>;
  /** What must not be: a gap, another order, other bytes under a known id, a signature that does not fit. At most some. */
  readonly faults: readonly string[];
  /** Ms from `time` of an event to its arrival; the last 10,000. */
  readonly delays: readonly number[];
}

const DELAYS = 10_000;

/** One endpoint of a partner that checks whatever it gets. */
class Endpoint {
  behaviour: Behaviour;
  private requests = 0;
  private repeated = 0;
  private firstAt = 0;
  private lastAt = 0;
  private readonly seen = new Map<string, string>();
  private readonly last = new Map<string, string>();
  private readonly faults: string[] = [];
  private delays: number[] = [];
  private coin: number;

  constructor(private readonly options: SinkEndpoint) {
    this.behaviour = options.behaviour;
    this.coin = createHash('sha256').update(options.name).digest().readUInt32LE() | 1;
  }

  /** The status to answer with; `undefined`: none at all. */
  take(headers: IncomingMessage['headers'], body: Buffer): number | undefined {
    this.requests += 1;
    if (this.behaviour === 'silent') return undefined;
    if (this.behaviour === 'gone') return 410;
    if (this.behaviour === 'flaky' && this.heads()) return 500;
    this.accept(headers, body);
    return 204;
  }

  /** Times are taken anew. */
  begin(): void {
    this.firstAt = 0;
    this.lastAt = 0;
    this.delays = [];
  }

  count(): SinkCount {
    const { options, requests, seen, firstAt, lastAt } = this;
    return { name: options.name, requests, taken: seen.size, firstAt, lastAt };
  }

  report(): SinkReport {
    const { repeated, last, faults, delays } = this;
    return { ...this.count(), repeated, faults, delays, last: Object.fromEntries(last) };
  }

  private accept(headers: IncomingMessage['headers'], body: Buffer): void {
    const { secret } = this.options;
    if (secret !== undefined) {
      try {
        verifyWebhook(headers, body, { secrets: [secret] });
      } catch (error) {
        if (!(error instanceof WebhookError)) throw error;
        this.fault(`${String(headers['webhook-id'])}: ${error.code}`);
      }
    }
    if (!String(headers['content-type']).startsWith('application/cloudevents+json'))
      return this.fault(`a body of type ${String(headers['content-type'])}`);
    const event = JSON.parse(body.toString()) as DoyakEvent;
    const { id, subject = '', sequence = '', previoussequence = '' } = event;
    const hash = createHash('sha1').update(body).digest('base64');
    const before = this.seen.get(id);
    if (before !== undefined) {
      this.repeated += 1;
      if (before !== hash) this.fault(`${id} came again with other bytes`);
      return;
    }
    this.seen.set(id, hash);
    const have = this.last.get(subject) ?? '0';
    if (previoussequence !== have || Number(sequence) <= Number(have))
      this.fault(`case ${subject}: ${sequence} behind ${previoussequence} came behind ${have}`);
    this.last.set(subject, sequence);
    this.lastAt = Date.now();
    this.firstAt ||= this.lastAt;
    this.delays.push(this.lastAt - Date.parse(event.time));
    if (this.delays.length > 2 * DELAYS) this.delays = this.delays.slice(-DELAYS);
  }

  private fault(text: string): void {
    if (this.faults.length < 20) this.faults.push(`${this.options.name}: ${text}`);
  }

  /** A fair coin of its own (xorshift): each run throws it the same way. */
  private heads(): boolean {
    this.coin ^= this.coin << 13;
    this.coin ^= this.coin >>> 17;
    this.coin ^= this.coin << 5;
    return (this.coin & 1) === 1;
  }
}

/**
 * Endpoints of partners, each on a port of its own. Answers their ports, and one of control: `GET /` counts, `GET /reports` tells all,
 * `POST /<name>/<behaviour>` makes an endpoint behave otherwise, `POST /<name>/begin` takes its times anew.
 */
export async function startSink(
  endpoints: readonly SinkEndpoint[],
): Promise<{ ports: Record<string, number>; control: number; close(): void }> {
  const servers: Server[] = [];
  const listen = async (
    answer: (request: IncomingMessage, body: Buffer, response: ServerResponse) => void,
  ) => {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => answer(request, Buffer.concat(chunks), response));
    });
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const ports: Record<string, number> = {};
  const byName = new Map(endpoints.map((options) => [options.name, new Endpoint(options)]));
  for (const [name, endpoint] of byName)
    ports[name] = await listen(({ headers }, body, response) => {
      const status = endpoint.take(headers, body);
      if (status !== undefined) response.writeHead(status).end();
    });
  const control = await listen(({ method, url = '' }, _, response) => {
    const [, name = '', wish] = url.split('/');
    const endpoint = byName.get(name);
    if (method === 'POST' && wish === 'begin') endpoint?.begin();
    else if (method === 'POST') endpoint!.behaviour = wish as Behaviour;
    const all = [...byName.values()];
    const answer = name === 'reports' ? all.map((one) => one.report()) : all.map((one) => one.count());
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  return {
    ports,
    control,
    close: () => {
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
}
