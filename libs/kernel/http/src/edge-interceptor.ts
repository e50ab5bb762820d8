import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { HttpAdapterHost, ModuleRef } from '@nestjs/core';
import type { Request } from 'express';
import { defer, lastValueFrom, type Observable } from 'rxjs';
import { Answers } from './answers.js';
import { hasBody, openUpload, readJsonBody } from './body.js';
import { commandIdOf, fingerprintOf } from './command-identity.js';
import {
  type IfMatch,
  parseIdempotencyKey,
  parseIfMatch,
  parseLastEventId,
  parsePreferWait,
} from './conditional.js';
import { EdgeAdapter } from './edge-adapter.js';
import type { AnyRoute } from './endpoint.js';
import { type Exchange, exchangeOf, responseOf } from './exchange.js';
import { parsePart } from './input.js';
import { EventStream, RawResponse, Upload } from './media.js';
import { Problem } from './problems.js';
import { ReadYourWrites } from './read-your-writes.js';
import { ReadingRecorder } from './reading-recorder.js';
import { Reveal } from './reveal.js';
import { type CommandContext, RequestContext } from './request-context.js';
import { type RouteEntry, RouteTable } from './route-table.js';
import { parseStrictJson } from './strict-json.js';

const anonymous = { kind: 'system', id: 'anonymous', authority: 'public' } as const;

/** Makes input and context of a request, runs its handler within its time, and writes the answer. */
@Injectable()
export class EdgeInterceptor implements NestInterceptor {
  private readonly answers: Answers;
  private readonly reveal: () => Reveal | null;
  private readonly readings: () => ReadingRecorder | null;

  constructor(
    private readonly host: HttpAdapterHost<EdgeAdapter>,
    private readonly routes: RouteTable,
    modules: ModuleRef,
  ) {
    this.reveal = () => find(modules, Reveal);
    this.readings = () => find(modules, ReadingRecorder);
    const follow = () => find(modules, ReadYourWrites);
    this.answers = new Answers(host.httpAdapter.settings.logger, follow, this.reveal);
  }

  intercept(host: ExecutionContext, next: CallHandler): Observable<unknown> {
    return defer(() => this.exchange(host, next));
  }

  private async exchange(host: ExecutionContext, next: CallHandler): Promise<void> {
    const entry = this.routes.of(host.getHandler());
    if (!entry) throw new Error('The guard lets no unregistered route pass');
    const { route } = entry;
    const exchange = exchangeOf(host);
    const request = host.switchToHttp().getRequest<Request>();
    const response = responseOf(host);
    refuseUnacceptable(request, route);
    const ifMatch = readIfMatch(request, route);
    const context = await this.prepare(exchange, request, route);
    const versions = ifMatch && !ifMatch.any ? ifMatch.versions : [undefined];
    const handle = () => this.handle(context, versions, exchange, next);
    const streamed = route.spec.response instanceof EventStream;
    exchange.longLived = streamed;
    await this.recordReading(context, entry, exchange.input);
    const { handlerTimeout } = this.host.httpAdapter.settings;
    const result = streamed
      ? await handle()
      : await within(route.spec.timeoutMs ?? handlerTimeout, exchange, handle);
    await this.answers.write(request, response, route, context, result);
  }

  private async prepare(exchange: Exchange, request: Request, route: AnyRoute): Promise<RequestContext> {
    const key = route.spec.command ? parseIdempotencyKey(request.headers['idempotency-key']) : undefined;
    const params = await parsePart(route.params, request.params, 'path');
    const query = await parsePart(route.query, { ...request.query }, 'query');
    const { body, rawBody, fingerprinted } = await this.readBody(request, route);
    exchange.input = { params, query, body };
    if (this.reveal()?.refuses(exchange.input)) {
      throw new Problem('INVALID_REQUEST', 'A text may not look like one that Doyak has sealed.');
    }
    const actor = exchange.principal?.actor ?? anonymous;
    const fingerprint = fingerprintOf(request.method, request.originalUrl, fingerprinted);
    const command: CommandContext = {
      actor,
      now: exchange.arrivedAt,
      commandId: commandIdOf(exchange.principal, key, fingerprint),
      correlationId: exchange.correlationId,
      fingerprint,
    };
    return new RequestContext({
      principal: exchange.principal,
      actor,
      now: exchange.arrivedAt,
      correlationId: exchange.correlationId,
      command,
      wait: route.spec.command ? parsePreferWait(request.headers.prefer) : undefined,
      ip: request.ip ?? 'unknown',
      headers: request.headers,
      rawBody,
      lastEventId:
        route.spec.response instanceof EventStream
          ? parseLastEventId(request.headers['last-event-id'])
          : undefined,
      signal: exchange.abort.signal,
    });
  }

  private async recordReading(
    context: RequestContext,
    { method, template, route }: RouteEntry,
    input: Exchange['input'],
  ): Promise<void> {
    const known = context.principal !== null && !['public', 'authenticated'].includes(route.spec.permission);
    if (method !== 'GET' || !known) return;
    const { params, query } = input as Record<'params' | 'query', Record<string, unknown>>;
    const named = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [name]));
    const ids = Object.entries(params).map(([name, value]) => [name, String(value)] as const);
    await this.readings()?.record(context, { template, params: Object.fromEntries(ids), query: named });
  }

  private async readBody(request: Request, route: AnyRoute) {
    const none = { body: undefined, rawBody: Buffer.alloc(0), fingerprinted: undefined };
    const { spec } = route;
    if (spec.body instanceof Upload) {
      const { types, limit } = spec.body.options;
      const { 'content-type': type, 'content-length': length, 'content-digest': digest } = request.headers;
      const described = [type ?? '', length ?? '', digest ?? ''];
      return { ...none, body: openUpload(request, types, limit), fingerprinted: described };
    }
    if (!hasBody(request)) {
      if (!route.body) return none;
      return { ...none, body: await parsePart(route.body, undefined, 'body') };
    }
    const limit = spec.bodyLimit ?? this.host.httpAdapter.settings.bodyLimit;
    const rawBody = await readJsonBody(request, limit);
    const parsed = rawBody.length === 0 ? undefined : parseStrictJson(rawBody);
    if (!route.body && !isEmpty(parsed)) throw new Problem('INVALID_REQUEST', 'This route takes no body.');
    return { body: await parsePart(route.body, parsed, 'body'), rawBody, fingerprinted: parsed };
  }

  /** Strong comparison with several tags: the one that the stream stands at wins, the others change nothing. */
  private async handle(
    context: RequestContext,
    versions: readonly (number | undefined)[],
    exchange: Exchange,
    next: CallHandler,
  ): Promise<unknown> {
    let conflict: unknown;
    for (const expectedVersion of versions) {
      exchange.context = new RequestContext({ ...context, command: { ...context.command, expectedVersion } });
      try {
        return await lastValueFrom(next.handle(), { defaultValue: undefined });
      } catch (error) {
        if ((error as { code?: unknown } | null)?.code !== 'VERSION_CONFLICT') throw error;
        conflict = error;
      }
    }
    throw conflict;
  }
}

function isEmpty(body: unknown): boolean {
  return body === undefined || (typeof body === 'object' && body !== null && Object.keys(body).length === 0);
}

function refuseUnacceptable(request: Request, { spec }: AnyRoute): void {
  const offered =
    spec.response instanceof RawResponse
      ? spec.response.contentType
      : spec.response instanceof EventStream
        ? 'text/event-stream'
        : 'application/json';
  const type = offered.split(';')[0] ?? offered;
  if (type !== '*/*' && !request.accepts(type))
    throw new Problem('NOT_ACCEPTABLE', `This route answers with ${type}.`);
}

function readIfMatch(request: Request, { spec }: AnyRoute): IfMatch | undefined {
  if (!spec.command) return undefined;
  const ifMatch = parseIfMatch(request.headers['if-match']);
  const hopeless = ifMatch && (spec.creates || (!ifMatch.any && ifMatch.versions.length === 0));
  if (hopeless) throw new Problem('STALE_VERSION', 'If-Match names no version that this could have.');
  return ifMatch;
}

function find<Part>(modules: ModuleRef, type: abstract new () => Part): Part | null {
  try {
    return modules.get<Part>(type, { strict: false });
  } catch {
    return null;
  }
}

/** The handler is told by its signal; what it still does after that stands, as the caller can find out by its key. */
async function within<Result>(ms: number, exchange: Exchange, work: () => Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const problem = new Problem('TIMEOUT', `No answer within ${ms} ms.`, {
        headers: { 'Retry-After': '5' },
      });
      exchange.abort.abort(problem);
      reject(problem);
    }, ms);
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}
