import { defineEvents, event, type EventsOf } from '@doyak/kernel/decider';
import { z } from 'zod';

const digest = z.string().regex(/^[0-9a-f]{64}$/);

export const programEvents = defineEvents(
  event('ProgramDraftSaved', {
    stored: 'programs.program-draft-saved',
    version: 1,
    // The text as its author wrote it, comments included; `problems` counts what the check found; `by` is who saved it.
    schema: z.object({
      programId: z.string(),
      text: z.string(),
      problems: z.int(),
      by: z.string().optional(),
    }),
  }),
  event('ProgramPublished', {
    stored: 'programs.program-published',
    version: 1,
    schema: z.object({
      programId: z.string(),
      version: z.int(),
      digest,
      text: z.string(),
      definition: z.record(z.string(), z.json()),
      /** Everyone who saved the draft. */
      draftedBy: z.array(z.string()).optional(),
    }),
  }),
  event('ProgramVersionRetired', {
    stored: 'programs.program-version-retired',
    version: 1,
    schema: z.object({ programId: z.string(), version: z.int(), reason: z.string() }),
  }),
);
export type ProgramEvent = EventsOf<typeof programEvents>;
export type Definition = Extract<ProgramEvent, { type: 'ProgramPublished' }>['data']['definition'];
