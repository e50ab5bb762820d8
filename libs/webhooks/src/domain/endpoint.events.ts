import { defineEvents, event, type EventsOf } from '@doyak/kernel/decider';
import { z } from 'zod';

const id = z.uuid();
const place = { endpointId: id, organisationId: id };
const reasoned = { ...place, reason: z.string(), by: id };

/** What an endpoint gets, and where. */
const wishes = {
  /** Absent for an endpoint that only pulls the feed. */
  url: z.string().optional(),
  /** Published types, `cases.stage-opened`. */
  types: z.array(z.string()),
  /** Only these cases; absent: every case that concerns the partner. */
  cases: z.array(id).optional(),
  /** Whole cases' facts, or references alone. */
  form: z.enum(['thin', 'fat']),
  description: z.string(),
  /** Person of the partner to turn to. */
  contact: id.optional(),
  /** Person of the agency who is told when the endpoint is paused. */
  officer: id,
  concurrency: z.int(),
  /** Requests a minute; absent: as many as it takes. */
  perMinute: z.int().optional(),
};

/** Events of endpoints: where a partner's messages go. Secrets are in none of them: see `webhooks.secrets`. */
export const endpointEvents = defineEvents(
  event('EndpointRegistered', {
    stored: 'webhooks.endpoint-registered',
    version: 1,
    schema: z.object({
      ...place,
      ...wishes,
      /** Version of the published contract. */
      contract: z.int(),
      secretId: id.optional(),
    }),
  }),
  event('EndpointChanged', {
    stored: 'webhooks.endpoint-changed',
    version: 1,
    schema: z.object({ ...place, ...wishes, reason: z.string() }),
  }),
  event('EndpointActivated', {
    stored: 'webhooks.endpoint-activated',
    version: 1,
    schema: z.object({
      ...place,
      /** What the endpoint allowed in the handshake (`WebHook-Allowed-Rate`), requests a minute. */
      allowedPerMinute: z.int().optional(),
    }),
  }),
  event('EndpointPaused', {
    stored: 'webhooks.endpoint-paused',
    version: 1,
    schema: z.object({
      ...place,
      // A person said so; the endpoint answered that it is gone (410); the last attempt of a message failed.
      because: z.enum(['person', 'gone', 'exhausted']),
      reason: z.string(),
      by: id.optional(),
      /** Who is told. */
      officer: id,
    }),
  }),
  event('EndpointResumed', { stored: 'webhooks.endpoint-resumed', version: 1, schema: z.object(reasoned) }),
  event('EndpointDisabled', { stored: 'webhooks.endpoint-disabled', version: 1, schema: z.object(reasoned) }),
  event('SecretRotated', {
    stored: 'webhooks.secret-rotated',
    version: 1,
    schema: z.object({ ...place, secretId: id, previousUntil: z.iso.datetime() }),
  }),
  event('MessagesReplayed', {
    stored: 'webhooks.messages-replayed',
    version: 1,
    schema: z.object({ ...reasoned, from: z.int(), to: z.int(), count: z.int() }),
  }),
  event('MessageSetAside', {
    stored: 'webhooks.message-set-aside',
    version: 1,
    schema: z.object({ ...reasoned, index: z.int() }),
  }),
  event('MessageReleased', {
    stored: 'webhooks.message-released',
    version: 1,
    schema: z.object({ ...reasoned, index: z.int() }),
  }),
  event('DigestIssued', {
    stored: 'webhooks.digest-issued',
    version: 1,
    schema: z.object({
      ...place,
      /** Day in Seoul that has ended. */
      day: z.iso.date(),
      /** Long digests come in parts. */
      part: z.int(),
      parts: z.int(),
      /** Index of the log up to which it counts. */
      through: z.int(),
      cases: z.array(z.object({ caseId: id, messages: z.int(), lastSequence: z.int() })),
    }),
  }),
);

export type EndpointEvent = EventsOf<typeof endpointEvents>;
type Data<Type extends EndpointEvent['type']> = Extract<EndpointEvent, { type: Type }>['data'];
export type Wishes = Omit<Data<'EndpointChanged'>, 'endpointId' | 'organisationId' | 'reason'>;
export type DigestLine = Data<'DigestIssued'>['cases'][number];
