import { defineEvents, event, type EventsOf, personal } from '@doyak/kernel/decider';
import { z } from 'zod';
import { ground } from './conflicts.js';

const id = z.uuid();

/** Events of a person's relations to those who may apply: grounds of exclusion (제척) found before anybody looks. */
export const relationEvents = defineEvents(
  event('RelationDeclared', {
    stored: 'evaluations.relation-declared',
    version: 1,
    person: 'reviewer',
    schema: z.object({
      reviewer: id,
      relationId: id,
      ground,
      /** One of them. */
      to: z.object({ personId: id.optional(), organisationId: id.optional() }),
      /** self: declared by the person; officer: recorded for them, e.g. advice given earlier. */
      source: z.enum(['self', 'officer']),
      note: personal(z.string()).optional(),
      by: id,
    }),
  }),
  event('RelationRetracted', {
    stored: 'evaluations.relation-retracted',
    version: 1,
    person: 'reviewer',
    schema: z.object({ reviewer: id, relationId: id, reason: personal(z.string()), by: id }),
  }),
);

export type RelationEvent = EventsOf<typeof relationEvents>;
