import type { z } from 'zod';
import type { createDocument, ZodOpenApiOperationObject, ZodOpenApiPathsObject } from 'zod-openapi';
import type { RouteEntry } from './route-table.js';

/** A message that Doyak sends by itself to an address that somebody registered: an entry of the document's `webhooks`. */
export interface OutgoingMessage {
  /** As routes name it in `sends`. */
  readonly name: string;
  readonly summary: string;
  readonly description?: string;
  readonly contentType: string;
  readonly headers: z.ZodObject;
  readonly schema: z.ZodType;
  /** What the receiver does with it: the route that takes its answer, and where in the message the address is (runtime expression). */
  readonly answeredBy?: { readonly template: string; readonly expression: string };
}

export function webhooksOf(messages: readonly OutgoingMessage[]): ZodOpenApiPathsObject {
  return Object.fromEntries(
    messages.map(({ name, summary, description, contentType, headers, schema }) => {
      const post: ZodOpenApiOperationObject = {
        operationId: `message:${name}`,
        summary,
        ...(description ? { description } : {}),
        tags: ['webhooks'],
        security: [],
        requestParams: { header: headers },
        requestBody: { required: true, content: { [contentType]: { schema } } },
        responses: { '2XX': { description: 'Taken; the body may be a signed receipt' } },
      };
      return [name, { post }];
    }),
  );
}

type Document = ReturnType<typeof createDocument>;
type Operation = { callbacks?: Record<string, Record<string, { $ref: string }>> };

const escaped = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1');

/** Says at each route which messages follow from it, and at each message which route takes its answer; by reference. */
export function linkMessages(
  document: Document,
  entries: readonly RouteEntry[],
  messages: readonly OutgoingMessage[],
): Document {
  const known = new Set(messages.map(({ name }) => name));
  for (const { template, method, route } of entries) {
    const { sends } = route.spec;
    if (!sends || messages.length === 0) continue;
    const names = sends.messages ?? [...known];
    const unknown = names.find((name) => !known.has(name));
    if (unknown !== undefined) throw new Error(`${method} ${template} sends ${unknown}, which is no message`);
    const operation = document.paths?.[template]?.[method.toLowerCase() as 'post'] as Operation;
    operation.callbacks = Object.fromEntries(
      names.map((name) => [name, { [sends.to]: { $ref: `#/webhooks/${escaped(name)}` } }]),
    );
  }
  for (const { name, answeredBy } of messages) {
    if (!answeredBy) continue;
    const operation = document.webhooks?.[name]?.post as Operation;
    const { template, expression } = answeredBy;
    if (!document.paths?.[template]) throw new Error(`${name} is answered by ${template}, which is no route`);
    operation.callbacks = { answer: { [expression]: { $ref: `#/paths/${escaped(template)}` } } };
  }
  return document;
}
