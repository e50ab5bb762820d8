import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type DoyakEvent,
  ProcessMemory,
  publicKeyText,
  sendAnswer,
  WebhookReceiver,
} from '@doyak/webhook-receiver';
import { ApiClient, type Done } from '../api-client.js';
import { type Asked, decisionOn } from './decisions.js';
import type { PartnerStart } from './partner-start.js';

/** Ms for which a partner's key is registered. */
const KEY_LASTS = 2 * 365 * 86_400_000;
const MOST_BYTES = 1024 * 1024;

/** The system of a partner agency: takes messages, sends receipts, answers what it is asked. Its key never leaves it. */
export class PartnerSystem {
  private readonly key: KeyObject = generateKeyPairSync('ed25519').privateKey;
  private readonly server: Server;
  private receiver: WebhookReceiver | undefined;
  /** Requests so far, by step. */
  private readonly asked = new Map<string, number>();

  private constructor(private readonly start: PartnerStart) {
    this.server = createServer((request, response) => {
      this.take(request, response).catch((error: unknown) => {
        console.error(error);
        response.writeHead(500).end();
      });
    });
  }

  /** Registers key and endpoint at Doyak, and agrees to messages. */
  static async connect(start: PartnerStart): Promise<PartnerSystem> {
    const system = new PartnerSystem(start);
    system.server.listen(0, '127.0.0.1');
    await once(system.server, 'listening');
    await system.register();
    return system;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/doyak`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async register(): Promise<void> {
    const { url, email, password, organisationId, now } = this.start;
    const api = new ApiClient(url, { email, password });
    const partner = `/v1/webhook-partners/${organisationId}`;
    const until = new Date(Date.parse(now) + KEY_LASTS).toISOString();
    await api.post(`${partner}/keys`, {
      publicKey: publicKeyText(this.key),
      validFrom: now,
      validUntil: until,
    });
    const { types } = await api.get<{ types: string[] }>(partner);
    const { id, secret } = await api.post<Done & { secret: string }>('/v1/webhook-endpoints', {
      ...{ url: this.url, types, form: 'fat', description: 'Case system of the partner' },
    });
    const { keys } = await api.get<{ keys: { publicKey: string }[] }>('/.well-known/doyak-webhook-keys.json');
    this.receiver = new WebhookReceiver({
      trusted: { secrets: [secret], publicKeys: keys.map(({ publicKey }) => publicKey) },
      memory: new ProcessMemory(),
      receiptKey: this.key,
      handle: (event) => this.handle(event),
    });
    await api.post(`/v1/webhook-endpoints/${id}/activate`);
  }

  /** A request is answered once its message has been. */
  private handle({ type, data }: DoyakEvent): void {
    if (type !== 'kr.doyak.reviews.external-request-made.v1') return;
    const asked = data as Asked;
    const nth = this.asked.get(asked.step) ?? 0;
    this.asked.set(asked.step, nth + 1);
    const { requestId } = asked;
    const answer = {
      requestId,
      outcome: decisionOn(asked, nth),
      reference: `SAMPLE-${asked.step}-${nth + 1}`,
    };
    setImmediate(() => {
      sendAnswer(this.start.url, answer, { key: this.key }, fetch).catch((error: unknown) =>
        console.error(error),
      );
    });
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'OPTIONS') {
      response
        .writeHead(200, { 'WebHook-Allowed-Origin': request.headers['webhook-request-origin'] ?? '*' })
        .end();
      return;
    }
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MOST_BYTES) {
        response.writeHead(413).end();
        return;
      }
      chunks.push(chunk);
    }
    if (!this.receiver) throw new Error('A message came before the handshake');
    const { status, body } = await this.receiver.receive(request.headers, Buffer.concat(chunks));
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  }
}
