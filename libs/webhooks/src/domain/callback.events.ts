import { defineEvents, event, type EventsOf } from '@doyak/kernel/decider';
import { z } from 'zod';

const id = z.uuid();
const instant = z.iso.datetime();

/** Who signed: `v1a` with a registered key (`whpk_…`), `v1` with the shared secret of an endpoint (its id). */
const signed = {
  scheme: z.enum(['v1a', 'v1']),
  key: z.string(),
};

/** What partners send to answer requests. The bytes themselves are kept apart, sealed, and can be erased. */
export const callbackEvents = defineEvents(
  event('CallbackReceived', {
    stored: 'webhooks.callback-received',
    version: 1,
    schema: z.object({
      callbackId: id,
      requestId: id,
      caseId: id,
      organisationId: id,
      /** `webhook-id` of the partner: one for each answer. */
      webhookId: z.string(),
      /** SHA-256 (hex) of the raw bytes that were signed. */
      bodySha256: z.string(),
      /** Bytes. */
      size: z.int(),
      ...signed,
      /** `webhook-timestamp`: when the partner says it signed. */
      signedAt: instant,
      /** Base64. */
      signature: z.string(),
      receivedAt: instant,
    }),
  }),
  event('CallbackRefused', {
    stored: 'webhooks.callback-refused',
    version: 1,
    schema: z.object({
      requestId: id,
      caseId: id,
      /** Code of the problem document that was answered. */
      code: z.string(),
      bodySha256: z.string(),
      size: z.int(),
      receivedAt: instant,
      /** Who signed, where that is known. */
      by: z.object({ organisationId: id, webhookId: z.string(), ...signed }).optional(),
    }),
  }),
);

export type CallbackEvent = EventsOf<typeof callbackEvents>;
export type ReceivedCallback = Extract<CallbackEvent, { type: 'CallbackReceived' }>['data'];
export type RefusedCallback = Extract<CallbackEvent, { type: 'CallbackRefused' }>['data'];
