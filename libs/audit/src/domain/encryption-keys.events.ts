import { defineEvents, event } from '@doyak/kernel/decider';
import { z } from 'zod';

/** Keys that wrap the data keys of people. */
export const encryptionKeysEvents = defineEvents(
  event('EncryptionKeyRotated', {
    stored: 'audit.encryption-key-rotated',
    version: 1,
    schema: z.object({
      /** Keys that were destroyed. */
      from: z.array(z.uuid()),
      to: z.uuid(),
      /** Data keys that were wrapped anew. */
      rewrapped: z.int(),
    }),
  }),
);
