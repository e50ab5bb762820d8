import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import { z } from 'zod';
import { etagOf, noneMatches } from './conditional.js';
import type { AnyRoute } from './endpoint.js';
import { sendEvents } from './event-stream.js';
import { EventStream, RawResponse, type ServerSentEvent } from './media.js';
import type { Reveal } from './reveal.js';
import type { ReadYourWrites } from './read-your-writes.js';
import { type CommandOutcome, Reply, type ReplyOptions } from './reply.js';
import type { RequestContext } from './request-context.js';
import { sendBytes, sendJson } from './send.js';

/** Turns what a handler returned into the answer. */
export class Answers {
  constructor(
    private readonly logger: Logger,
    private readonly readYourWrites: () => ReadYourWrites | null,
    private readonly reveal: () => Reveal | null,
  ) {}

  async write(
    request: Request,
    response: Response,
    route: AnyRoute,
    context: RequestContext,
    result: unknown,
  ): Promise<void> {
    const { body, options } =
      result instanceof Reply ? result : { body: result, options: {} as ReplyOptions };
    if (response.destroyed || response.headersSent) return;
    if (route.spec.response instanceof EventStream) {
      const events = body as AsyncIterable<ServerSentEvent>;
      if (request.method === 'HEAD') {
        response.status(200).setHeader('Content-Type', 'text/event-stream; charset=utf-8').end();
        return;
      }
      await sendEvents(response, events, route.spec.response.options, context.signal, this.logger);
      return;
    }
    const status = options.status ?? route.status;
    response.setHeader(
      'Cache-Control',
      route.spec.permission === 'public' ? 'no-cache' : 'private, no-cache',
    );
    for (const [name, value] of Object.entries(options.headers ?? {})) response.setHeader(name, value);
    if (route.spec.command) {
      await this.writeCommand(request, response, route, context, body as CommandOutcome);
    } else if (options.version !== undefined && this.unchanged(request, response, options.version)) {
      response.status(304).end();
    } else if (route.spec.response instanceof RawResponse) {
      await writeRaw(response, status, route.spec.response.contentType, body);
    } else if (!route.spec.response) {
      response.status(status).end();
    } else {
      const opened = (await this.reveal()?.reveal(body, options.unmasked ?? false)) ?? body;
      const shown = checked(route.spec.response, opened);
      linkNext(request, response, shown);
      sendJson(response, status, shown);
    }
  }

  private unchanged(request: Request, response: Response, version: number): boolean {
    response.setHeader('ETag', etagOf(version));
    const reads = request.method === 'GET' || request.method === 'HEAD';
    return reads && !noneMatches(request.headers['if-none-match'], version);
  }

  private async writeCommand(
    request: Request,
    response: Response,
    route: AnyRoute,
    context: RequestContext,
    outcome: CommandOutcome,
  ): Promise<void> {
    const id = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.exec(outcome.streamId)?.[0] ?? outcome.streamId;
    const extra = route.spec.response ? (checked(route.spec.response, outcome) as object) : {};
    const events = outcome.events.map((event) => ({
      id: event.id,
      type: event.type,
      version: event.streamVersion,
    }));
    response.setHeader('ETag', etagOf(outcome.version));
    if (route.spec.creates) {
      response.setHeader('Location', `${request.originalUrl.split('?')[0]?.replace(/\/$/, '')}/${id}`);
    }
    await this.waitForReadModels(response, context, events.at(-1)?.id);
    sendJson(response, route.status, { ...extra, id, version: outcome.version, events });
  }

  /** `Preference-Applied` only when the read models were reached; `Doyak-Read-Models` says which of the two. */
  private async waitForReadModels(
    response: Response,
    context: RequestContext,
    lastEventId?: string,
  ): Promise<void> {
    const { wait } = context;
    if (wait === undefined) return;
    const followers = this.readYourWrites();
    const reached =
      lastEventId === undefined ||
      ((await followers?.waitUntilFollowed(lastEventId, wait).catch(() => false)) ?? false);
    response.setHeader('Doyak-Read-Models', reached ? 'followed' : 'behind');
    if (reached) response.setHeader('Preference-Applied', `wait=${wait / 1000}`);
  }
}

/** Members that the schema does not name never leave; an answer that does not fit it is a fault of ours (500). */
function checked(schema: z.ZodType, body: unknown): unknown {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.code}`).join(', ');
  throw new Error(`The answer does not fit its schema: ${where.slice(0, 400)}`);
}

function linkNext(request: Request, response: Response, body: unknown): void {
  const { nextCursor } = (body ?? {}) as { nextCursor?: unknown };
  if (typeof nextCursor !== 'string') return;
  const [path = '', query = ''] = request.originalUrl.split('?');
  const parameters = new URLSearchParams(query);
  parameters.set('cursor', nextCursor);
  response.setHeader('Link', `<${path}?${parameters.toString()}>; rel="next"`);
}

async function writeRaw(
  response: Response,
  status: number,
  contentType: string,
  body: unknown,
): Promise<void> {
  response.status(status);
  const type = String(response.getHeader('Content-Type') ?? contentType);
  if (typeof body === 'string' || body instanceof Uint8Array) {
    sendBytes(response, type, Buffer.from(body as Uint8Array));
    return;
  }
  response.setHeader('Content-Type', type);
  try {
    await pipeline(Readable.from(body as AsyncIterable<Uint8Array>), response);
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
