import { defineEvents, event, type EventsOf } from '@doyak/kernel/decider';
import { z } from 'zod';

export const accessLogEvents = defineEvents(
  event('AccessesExpired', {
    stored: 'identity.accesses-expired',
    version: 1,
    schema: z.object({
      /** Accesses from before this instant are not kept any more. */
      before: z.iso.datetime(),
      /** How many there were. */
      count: z.int(),
    }),
  }),
);

export type AccessLogEvent = EventsOf<typeof accessLogEvents>;
