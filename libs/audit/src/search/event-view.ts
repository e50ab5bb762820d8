import type { LoggedEvent } from '@doyak/kernel/event-store';
import { instant } from '@doyak/kernel/http';
import { z } from 'zod';
import type { EventFilter } from './event-search.js';

export const filters = z.object({
  type: z.string().min(3).max(100).optional().describe('Stored type, e.g. screening.screening-decided'),
  caseId: z.uuid().optional(),
  programId: z.string().min(1).max(63).optional(),
  actorId: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('Person, key or part of Doyak that gave the command'),
  from: instant.optional().describe('Happened at this instant or later'),
  until: instant.optional().describe('Happened before this instant'),
  reason: z.string().min(1).max(500).optional().describe('Why it is read; recorded'),
});

/** What was asked, as it is recorded. */
export function asked({ type, caseId, programId, actorId, from, until }: EventFilter) {
  return { type, caseId, programId, actorId, from, until };
}

export const eventView = z
  .object({
    index: z.int().describe('Place in the log'),
    id: z.uuid(),
    type: z.string(),
    schemaVersion: z.int(),
    streamId: z.string(),
    streamVersion: z.int(),
    caseId: z.uuid().optional(),
    caseSequence: z.int().optional(),
    occurredAt: z.string(),
    recordedAt: z.string(),
    actorKind: z.string(),
    actorId: z.string(),
    organisationId: z.uuid().optional(),
    authority: z.string(),
    commandId: z.uuid(),
    correlationId: z.uuid(),
    causationId: z.uuid().optional(),
    data: z.unknown(),
  })
  .meta({ id: 'LoggedEvent' });

export const EVENT_COLUMNS = Object.keys(eventView.shape) as (keyof z.input<typeof eventView>)[];

export function viewEvent({ actor, stored, type: _type, ...event }: LoggedEvent): z.input<typeof eventView> {
  return {
    ...event,
    type: stored,
    ...{ actorKind: actor.kind, actorId: actor.id, organisationId: actor.organisationId },
    authority: actor.authority,
  };
}
