import { defineEvents, event } from '@doyak/kernel/decider';
import { z } from 'zod';

/** What auditors and others read through the search of events; each reading is a stream of its own. */
export const auditReadingEvents = defineEvents(
  event('EventsRead', {
    stored: 'audit.events-read',
    version: 1,
    schema: z.object({
      readingId: z.uuid(),
      as: z.enum(['page', 'jsonl', 'csv', 'changes']),
      /** What was asked for; ids, types and instants. */
      filter: z.record(z.string(), z.string()),
      /** Programs the reader is limited to; absent: all. */
      programs: z.array(z.string()).optional(),
      reason: z.string().optional(),
    }),
  }),
  event('RouteRead', {
    stored: 'audit.route-read',
    version: 1,
    schema: z.object({
      readingId: z.uuid(),
      /** As the API document names it, e.g. `/v1/cases/{id}`. */
      route: z.string(),
      params: z.record(z.string(), z.string()),
      /** Names of what was asked for; their values may be personal. */
      query: z.array(z.string()),
    }),
  }),
);
