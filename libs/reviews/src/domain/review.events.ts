import { defineEvents, event, type EventsOf, personal } from '@doyak/kernel/decider';
import { z } from 'zod';

const id = z.uuid();

/** Which review of which case an event is about, so that followers need not look it up. */
const place = { reviewId: id, caseId: id, stage: z.string(), run: z.int() };

const refs = z.array(z.object({ step: z.string(), outcomes: z.array(z.string()) }));
const condition = z.union([z.object({ all: refs }), z.object({ any: refs })]);

export const reviewEvents = defineEvents(
  event('ReviewOpened', {
    stored: 'reviews.review-opened',
    version: 1,
    schema: z.object({
      ...place,
      applicationId: id,
      roundId: id,
      programId: z.string(),
      programVersion: z.int(),
      track: z.string(),
      applicant: z.object({ personId: id, organisationId: id.optional() }),
      /** The plan as it stood in the program version. */
      plan: z.object({
        steps: z.array(
          z.object({ id: z.string(), outcomes: z.array(z.string()), after: condition.optional() }),
        ),
        results: z.array(z.object({ outcome: z.string(), when: condition })),
      }),
      /** Steps whose guard does not hold over what is known of the case. */
      passedOver: z.array(z.string()),
    }),
  }),
  event('StepReached', {
    stored: 'reviews.step-reached',
    version: 1,
    schema: z.object({
      ...place,
      step: z.string(),
      stepId: id,
      stepRun: z.int(),
      /** Of the person who has it done again. */
      reason: personal(z.string()).optional(),
      by: id.optional(),
    }),
  }),
  event('StepPassedOver', {
    stored: 'reviews.step-passed-over',
    version: 1,
    schema: z.object({ ...place, step: z.string() }),
  }),
  event('StepReturned', {
    stored: 'reviews.step-returned',
    version: 1,
    schema: z.object({
      ...place,
      step: z.string(),
      stepId: id,
      stepRun: z.int(),
      outcome: z.string(),
      decidedBy: z.array(id),
    }),
  }),
  event('ReviewDecided', {
    stored: 'reviews.review-decided',
    version: 1,
    schema: z.object({
      ...place,
      outcome: z.string(),
      /** Persons whose decisions it rests on. */
      decidedBy: z.array(id),
      /** Steps that still ran. */
      stopped: z.array(id),
    }),
  }),
  event('ReviewStopped', {
    stored: 'reviews.review-stopped',
    version: 1,
    schema: z.object({ ...place, because: z.enum(['case-closed', 'stage-closed']), stopped: z.array(id) }),
  }),
);

export type ReviewEvent = EventsOf<typeof reviewEvents>;
export type ReviewOpening = Extract<ReviewEvent, { type: 'ReviewOpened' }>['data'];
