import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { z } from 'zod';
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiRequestBodyObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import { EdgeAdapter } from './edge-adapter.js';
import { EventStream, RawResponse, Upload } from './media.js';
import { linkMessages, type OutgoingMessage, webhooksOf } from './openapi-messages.js';
import { commandHeaders, commandResponseHeaders, problemResponse, readHeaders } from './openapi-parts.js';
import { problemDefinition } from './problems.js';
import { type RouteEntry, RouteTable } from './route-table.js';
import { commandAnswer } from './schemas.js';

/** The OpenAPI 3.1 document of the running application, made from its routes. */
@Injectable()
export class OpenApi {
  private made: string | undefined;
  private readonly messages: (() => readonly OutgoingMessage[])[] = [];

  constructor(
    private readonly host: HttpAdapterHost<EdgeAdapter>,
    private readonly routes: RouteTable,
  ) {}

  /** Messages that Doyak sends by itself, asked for when the document is made. */
  addMessages(messages: () => readonly OutgoingMessage[]): void {
    this.messages.push(messages);
  }

  /** The document as text, the same for the same routes: docs/openapi.json is compared with it. */
  text(): string {
    const { version, publicUrl } = this.host.httpAdapter.settings;
    if (this.made === undefined) {
      const messages = this.messages.flatMap((some) => some());
      const document = renderOpenApi(this.routes.all(), { version, publicUrl }, messages);
      this.made = `${JSON.stringify(document, null, 2)}\n`;
    }
    return this.made;
  }
}

export function renderOpenApi(
  entries: readonly RouteEntry[],
  about: { readonly version: string; readonly publicUrl?: string },
  messages: readonly OutgoingMessage[] = [],
): ReturnType<typeof createDocument> {
  const paths: ZodOpenApiPathsObject = {};
  for (const entry of entries) {
    const path = (paths[entry.template] ??= {});
    path[entry.method.toLowerCase() as 'get' | 'post'] = operation(entry);
  }
  const document = createDocument({
    openapi: '3.1.1',
    info: {
      title: 'Doyak API',
      version: about.version,
      description:
        'Multi-stage support programs for AI startups. Commands are POSTs on a resource and answer with the events they ' +
        'appended; errors are problem documents (RFC 9457) with stable codes.',
    },
    servers: [{ url: about.publicUrl ?? '/' }],
    paths,
    ...(messages.length > 0 ? { webhooks: webhooksOf(messages) } : {}),
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'An access token of a person, or an API key of a partner.',
        },
      },
    },
  });
  return linkMessages(document, entries, messages);
}

function operation(entry: RouteEntry): ZodOpenApiOperationObject {
  const { spec, params, query } = entry.route;
  const isPublic = spec.permission === 'public';
  return {
    operationId: entry.handler.replace(/Controller\./, '.'),
    summary: spec.summary,
    ...(spec.description ? { description: spec.description } : {}),
    tags: [...(spec.tags ?? [entry.template.split('/')[2] ?? 'general'])],
    security: isPublic ? [] : [{ bearer: [] }],
    'x-permission': spec.permission,
    requestParams: {
      ...(params ? { path: params as z.ZodObject } : {}),
      ...(query ? { query: query as z.ZodObject } : {}),
      ...header(entry),
    },
    ...requestBody(entry),
    responses: { ...success(entry), ...problems(entry) },
  };
}

function header({ method, route: { spec } }: RouteEntry): { header?: z.ZodObject } {
  const general = spec.command ? commandHeaders : method === 'GET' ? readHeaders : undefined;
  const own = spec.headers;
  if (own === undefined) return general ? { header: general } : {};
  return { header: general ? own.extend(general.shape) : own };
}

function requestBody({ route }: RouteEntry): { requestBody?: ZodOpenApiRequestBodyObject } {
  const { spec } = route;
  if (!route.body) return {};
  if (spec.body instanceof Upload) {
    return {
      requestBody: {
        required: true,
        content: Object.fromEntries(spec.body.options.types.map((type) => [type, {}])),
      },
    };
  }
  const schema = route.body as z.ZodType;
  const required = !schema.safeParse(undefined).success;
  return { requestBody: { required, content: { 'application/json': { schema } } } };
}

function success({ route }: RouteEntry): ZodOpenApiResponsesObject {
  const { spec, status } = route;
  const key = String(status) as `${1 | 2 | 3 | 4 | 5}${string}`;
  if (spec.command) {
    const schema = spec.response
      ? commandAnswer.extend((spec.response as z.ZodObject).shape).meta({})
      : commandAnswer;
    const headers = commandResponseHeaders(spec.creates === true);
    return {
      [key]: { description: 'Done, now or before', headers, content: { 'application/json': { schema } } },
    };
  }
  if (spec.response instanceof EventStream) {
    return {
      [key]: {
        description: 'Server-sent events; `id` is the log index',
        content: { 'text/event-stream': {} },
      },
    };
  }
  if (spec.response instanceof RawResponse) {
    return {
      [key]: { description: 'Done', content: { [spec.response.contentType.split(';')[0] ?? '*/*']: {} } },
    };
  }
  if (!spec.response) return { [key]: { description: 'Done' } };
  return {
    [key]: { description: 'Done', content: { 'application/json': { schema: spec.response as z.ZodType } } },
  };
}

/** Each status with the codes that the route can answer with. */
function problems({ route, template }: RouteEntry): ZodOpenApiResponsesObject {
  const { spec } = route;
  const codes = new Set<string>([
    'INVALID_REQUEST',
    'NOT_ACCEPTABLE',
    'RATE_LIMITED',
    'INTERNAL',
    'DEPENDENCY_DOWN',
  ]);
  if (spec.permission !== 'public') ['UNAUTHENTICATED', 'FORBIDDEN'].forEach((code) => codes.add(code));
  if (template.includes('{')) codes.add('NOT_FOUND');
  if (spec.body)
    ['MALFORMED_JSON', 'BODY_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE', 'RULE_BROKEN'].forEach((code) =>
      codes.add(code),
    );
  if (spec.command) {
    ['MALFORMED_HEADER', 'VERSION_CONFLICT', 'STALE_VERSION', 'COMMAND_REUSED'].forEach((code) =>
      codes.add(code),
    );
  }
  for (const code of spec.refusals ?? []) codes.add(code);
  const byStatus = new Map<number, string[]>();
  for (const code of [...codes].sort()) {
    const { status } = problemDefinition(code) ?? { status: 500 };
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, ofStatus]) => [String(status), problemResponse(ofStatus)]),
  );
}
