import { Inject, Injectable } from '@nestjs/common';
import { EventRegistry } from '@doyak/kernel/event-store';
import { z } from 'zod';
import { type Publication, PUBLISHED } from './catalogue.js';
import { wireType } from './cloud-event.js';
import { messageSchema } from './message-schema.js';

type Json = Record<string, unknown>;

/** Name of a type's schema: `cases.case-held.v1`. */
export const schemaName = ({ stored, version }: Pick<Publication, 'stored' | 'version'>) =>
  `${stored}.v${version}`;

const idOf = (name: string) => `urn:doyak:webhooks:${name}`;
const text = (document: Json) => `${JSON.stringify(document, null, 2)}\n`;

/** What partners' programs read about messages: made from the schemas with which events are stored, so that neither can say something else. */
@Injectable()
export class ContractDocuments {
  constructor(@Inject(EventRegistry) private readonly registry: EventRegistry) {}

  /** JSON Schema (2020-12) of the messages of each type, by `schemaName`. */
  schemas(): ReadonlyMap<string, string> {
    return new Map(
      PUBLISHED.map((publication) => [
        schemaName(publication),
        text({
          $id: idOf(schemaName(publication)),
          ...this.schema(publication, 'draft-2020-12'),
        }),
      ]),
    );
  }

  /** The AsyncAPI 3 document. Its payloads are in draft 7, the dialect that AsyncAPI's own schemas are in. */
  asyncApi(): string {
    const named = PUBLISHED.map((publication) => ({ publication, name: schemaName(publication) }));
    return text({
      asyncapi: '3.0.0',
      info: {
        title: 'Doyak webhooks',
        version: '1',
        description:
          'Messages to partner agencies of the cases that concern them: in order per case, signed by the Standard Webhooks scheme, at least ' +
          'once under the same id. `GET /v1/feed` gives the same messages to partners who pull.',
      },
      defaultContentType: 'application/cloudevents+json',
      channels: {
        endpoint: {
          title: "A partner's endpoint",
          description: 'Its address is registered with `POST /v1/webhook-endpoints`; messages come by POST.',
          messages: Object.fromEntries(
            named.map(({ name }) => [name, { $ref: `#/components/messages/${name}` }]),
          ),
        },
      },
      operations: {
        send: {
          action: 'send',
          channel: { $ref: '#/channels/endpoint' },
          summary: 'Doyak sends; 2xx within 15 seconds takes the message',
          messages: named.map(({ name }) => ({ $ref: `#/channels/endpoint/messages/${name}` })),
        },
      },
      components: {
        messages: Object.fromEntries(
          named.map(({ name, publication }) => [name, this.message(name, publication)]),
        ),
        schemas: { headers: HEADERS },
      },
    });
  }

  private message(name: string, publication: Publication): Json {
    const { title } = publication;
    return {
      ...{ name: wireType(publication), title: title.en, summary: title.ko },
      contentType: 'application/cloudevents+json',
      correlationId: { description: 'What belongs together', location: '$message.payload#/correlationid' },
      headers: { $ref: '#/components/schemas/headers' },
      payload: this.schema(publication, 'draft-7'),
      externalDocs: {
        description: `JSON Schema 2020-12: GET /schemas/webhooks/${name}.json`,
        url: idOf(name),
      },
    };
  }

  private schema(publication: Publication, target: 'draft-2020-12' | 'draft-7'): Json {
    const made = z.toJSONSchema(messageSchema(publication, this.registry.spec(publication.event)), {
      target,
    });
    const { $schema, ...rest } = made as Json;
    const dialect = target === 'draft-7' ? {} : { $schema };
    return { ...dialect, title: publication.title.en, description: publication.title.ko, ...rest };
  }
}

const HEADERS: Json = {
  type: 'object',
  required: ['webhook-id', 'webhook-timestamp', 'webhook-signature'],
  properties: {
    'webhook-id': { type: 'string', format: 'uuid', description: 'The same on each attempt' },
    'webhook-timestamp': {
      type: 'string',
      pattern: '^[0-9]{1,12}$',
      description: 'Seconds since 1970, of the attempt',
    },
    'webhook-signature': {
      type: 'string',
      description:
        'Over `id.timestamp.body`: `v1,…` by the shared secret, `v1a,…` by an Ed25519 key of /.well-known/doyak-webhook-keys.json',
    },
  },
};
