import { defineEvents, event, type EventsOf } from '@doyak/kernel/decider';
import { z } from 'zod';

/** Who took what out of the log as evidence; who it was is the event's actor. */
export const evidenceExportsEvents = defineEvents(
  event('EvidenceExported', {
    stored: 'audit.evidence-exported',
    version: 1,
    schema: z.object({
      of: z.enum(['case', 'log']),
      caseId: z.uuid().optional(),
      /** Size of the log at the checkpoint that the evidence is of. */
      size: z.int(),
      payloads: z.boolean(),
    }),
  }),
);

export type EvidenceExportsEvent = EventsOf<typeof evidenceExportsEvents>;
