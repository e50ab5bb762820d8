import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DoyakEvent } from '@doyak/webhook-receiver';

/** One request as it came. */
export interface Received {
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  readonly event: DoyakEvent;
}

/** What an endpoint answers: a status, and more if need be. */
export type Answer =
  | number
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
  | 'silence'
  /** 200, and a body that never ends. */
  | 'endless';

/** A partner's endpoint on this machine. It agrees to messages and answers as it is told. */
export interface PartnerEndpoint {
  readonly url: string;
  readonly received: Received[];
  readonly handshakes: IncomingMessage['headers'][];
  /** Endless answers that were cut by who asked. */
  readonly cut: () => number;
  /** Sequences of a case, in the order in which they came, repetitions left out. */
  sequencesOf(caseId: string): number[];
  answer: (received: Received, times: number) => Answer;
  agree: Record<string, string>;
  close(): void;
}

export async function startPartnerEndpoint(): Promise<PartnerEndpoint> {
  const received: Received[] = [];
  const handshakes: IncomingMessage['headers'][] = [];
  const times = new Map<string, number>();
  let cut = 0;
  const pour = (response: ServerResponse) => {
    response.once('close', () => (cut += 1));
    const more = () => {
      while (response.writable && response.write('a'.repeat(4_096)));
    };
    response.on('drain', more);
    more();
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.method === 'OPTIONS') {
        handshakes.push(request.headers);
        response.writeHead(200, partner.agree).end();
        return;
      }
      const body = Buffer.concat(chunks);
      const one = { headers: request.headers, body, event: JSON.parse(body.toString()) as DoyakEvent };
      received.push(one);
      const count = (times.get(one.event.id) ?? 0) + 1;
      times.set(one.event.id, count);
      const answer = partner.answer(one, count);
      if (answer === 'silence') return;
      if (answer === 'endless') return pour(response);
      const {
        status,
        headers = {},
        body: text = '',
      } = typeof answer === 'number' ? { status: answer } : answer;
      response.writeHead(status, headers).end(text);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const partner: PartnerEndpoint = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`,
    cut: () => cut,
    ...{ received, handshakes, answer: () => 204, agree: { 'WebHook-Allowed-Origin': '*' } },
    sequencesOf: (caseId) => [
      ...new Set(
        received.filter(({ event }) => event.subject === caseId).map(({ event }) => Number(event.sequence)),
      ),
    ],
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  return partner;
}
