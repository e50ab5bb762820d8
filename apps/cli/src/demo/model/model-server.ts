import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type KnownAnswers, ModelAnswers, type ModelTraits } from './model-answers.js';

/** A request as the endpoint itself saw it. */
export interface SeenRequest {
  /** As the client named it, so that repeated ones can be told. */
  readonly id: string;
  readonly model: string;
  readonly status: number;
  /** The answer was written to its end, to a client that was still there. */
  answered: boolean;
  /** The connection is there still. */
  open: boolean;
}

export interface ModelServerOptions {
  readonly models: Readonly<Record<string, ModelTraits>>;
  readonly answers: KnownAnswers;
  /** What a client must send as a bearer token. */
  readonly key?: string;
}

/** Longest body that is read. */
const MOST_BYTES = 1_000_000;

/**
 * An OpenAI-compatible server for trials on this machine: chat and plain completions, streamed or whole, with latency and faults by option. The
 * same prompt always gets the same answer.
 */
export class ModelServer {
  readonly log: SeenRequest[] = [];
  private readonly answers: ModelAnswers;
  private readonly failed = new Set<string>();
  private readonly server: Server;
  private held = Infinity;
  private release: () => void = () => undefined;
  private gate = Promise.resolve();

  private constructor(private readonly options: ModelServerOptions) {
    this.answers = new ModelAnswers(options.answers);
    this.server = createServer((request, response) => {
      this.serve(request, response).catch(() => response.destroy());
    });
  }

  static async start(options: ModelServerOptions): Promise<ModelServer> {
    const made = new ModelServer(options);
    await new Promise<void>((resolve) => made.server.listen(0, '127.0.0.1', resolve));
    return made;
  }

  /** Base URL of the API. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`;
  }

  get answered(): number {
    return this.log.filter((one) => one.answered).length;
  }

  /** After so many more answers everything that is asked waits in the middle of its answer, until `go`. */
  hold(after: number): void {
    this.held = this.answered + after;
    this.gate = new Promise((resolve) => (this.release = resolve));
  }

  go(): void {
    this.held = Infinity;
    this.release();
  }

  async close(): Promise<void> {
    this.go();
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const chat = request.url === '/v1/chat/completions';
    if (request.method !== 'POST' || !(chat || request.url === '/v1/completions'))
      return refuse(response, 404);
    if (this.options.key !== undefined && request.headers.authorization !== `Bearer ${this.options.key}`)
      return refuse(response, 401);
    const traits = this.options.models[body.model];
    if (!traits) return refuse(response, 404);
    const prompt = chat ? (body.messages?.at(-1)?.content ?? '') : (body.prompt ?? '');
    const id = String(request.headers['idempotency-key'] ?? '');
    const fault = this.firstFault(prompt, body.model, traits);
    const seen = {
      id,
      model: body.model,
      status: fault === 'busy' ? 503 : fault === 'limited' ? 429 : 200,
      answered: false,
      open: true,
    };
    this.log.push(seen);
    response.once('close', () => (seen.open = false));
    if (seen.status !== 200) return refuse(response, seen.status);
    const text = this.answers.answer(prompt, body.model, traits);
    await this.stream(response, { text, chat, traits, broken: fault === 'broken', seen });
  }

  private firstFault(prompt: string, model: string, traits: ModelTraits) {
    const key = `${model}\n${prompt}`;
    if (this.failed.has(key)) return undefined;
    this.failed.add(key);
    return this.answers.fault(prompt, model, traits);
  }

  private async stream(
    response: ServerResponse,
    {
      text,
      chat,
      traits,
      broken,
      seen,
    }: { text: string; chat: boolean; traits: ModelTraits; broken: boolean; seen: SeenRequest },
  ): Promise<void> {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const pieces = text.match(/[\s\S]{1,4}/g) ?? [''];
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const send = (data: object) => response.write(`data: ${JSON.stringify(data)}\n\n`);
    for (const [at, piece] of pieces.entries()) {
      await delay(at === 0 ? traits.firstTokenMs : traits.tokenMs, undefined, { signal: gone.signal });
      send({ choices: [chat ? { index: 0, delta: { content: piece } } : { index: 0, text: piece }] });
      if (broken) return void response.destroy();
      if (this.answered >= this.held) await Promise.race([this.gate, once(gone.signal)]);
      if (gone.signal.aborted) return;
    }
    const end = { index: 0, finish_reason: 'stop' };
    send({ choices: [chat ? { ...end, delta: {} } : { ...end, text: '' }] });
    send({ choices: [], usage: { prompt_tokens: 20, completion_tokens: pieces.length } });
    // Counted with the last bytes: before it a client has no whole answer.
    seen.answered = true;
    response.end('data: [DONE]\n\n');
  }
}

interface Asked {
  readonly model: string;
  readonly messages?: readonly { readonly content: string }[];
  readonly prompt?: string;
}

async function readBody(request: IncomingMessage): Promise<Asked> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MOST_BYTES) throw new Error('The body is too large');
    parts.push(part);
  }
  return JSON.parse(Buffer.concat(parts).toString('utf8')) as Asked;
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'application/json', 'retry-after': '0' });
  response.end(JSON.stringify({ error: { message: `Status ${status}` } }));
}

const once = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
