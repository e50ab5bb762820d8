import { z } from 'zod';
import { defineEvents, event, type EventsOf } from '@doyak/kernel/decider';

/** The secret and its hash are in no event: see `identity.api_key_secrets`. */
export const apiKeyEvents = defineEvents(
  event('ApiKeyIssued', {
    stored: 'identity.api-key-issued',
    version: 1,
    schema: z.object({
      keyId: z.uuid(),
      /** Names the row of `identity.api_key_secrets` that counts. */
      secretId: z.uuid(),
      organisationId: z.uuid(),
      label: z.string(),
      scopes: z.array(z.string()),
      expiresAt: z.iso.datetime(),
    }),
  }),
  event('ApiKeyRevoked', {
    stored: 'identity.api-key-revoked',
    version: 1,
    schema: z.object({ keyId: z.uuid(), reason: z.string() }),
  }),
);

export type ApiKeyEvent = EventsOf<typeof apiKeyEvents>;
