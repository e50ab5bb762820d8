import { defineEvents, event, type EventsOf, personal } from '@doyak/kernel/decider';
import { z } from 'zod';

const id = z.uuid();
const instant = z.iso.datetime();
const place = { objectionId: id, caseId: id, stage: z.string(), run: z.int() };

const corrected = z.object({
  stage: z.string(),
  total: z.int().min(0),
  criteria: z.array(z.object({ id: z.string(), weight: z.int(), mean: z.int().min(0) })),
});

const effect = z.discriminatedUnion('kind', [
  /** Totals were wrong; with the right ones the case is selected. */
  z.object({ kind: z.literal('corrected-totals'), totals: z.array(corrected) }),
  z.object({ kind: z.literal('slot-added') }),
  /** What was decided does not stand, e.g. ineligibility. */
  z.object({ kind: z.literal('decision-reversed') }),
]);

/** Events of objections (이의신청): one per run of a stage of kind `objection`. */
export const objectionEvents = defineEvents(
  event('ObjectionWindowOpened', {
    stored: 'selection.objection-window-opened',
    version: 1,
    schema: z.object({
      ...place,
      applicationId: id,
      roundId: id,
      programId: z.string(),
      programVersion: z.int(),
      track: z.string(),
      applicant: z.object({ personId: id, organisationId: id.optional() }),
      against: z.object({
        stage: z.string(),
        kind: z.string(),
        run: z.int(),
        outcome: z.string(),
        decidedBy: z.array(id),
      }),
      /** First instant that is too late. */
      windowBefore: instant,
      /** Whether the time for the answer may be extended, once. */
      extendable: z.boolean(),
    }),
  }),
  event('ObjectionFiled', {
    stored: 'selection.objection-filed',
    version: 1,
    schema: z.object({
      ...place,
      grounds: personal(z.string()),
      late: z.boolean(),
      answerBefore: instant,
      by: id,
    }),
  }),
  event('ObjectionExtended', {
    stored: 'selection.objection-extended',
    version: 1,
    schema: z.object({ ...place, answerBefore: instant, reason: personal(z.string()), by: id }),
  }),
  event('ObjectionDecided', {
    stored: 'selection.objection-decided',
    version: 1,
    schema: z.object({
      ...place,
      decision: z.enum(['ACCEPTED', 'DISMISSED', 'INADMISSIBLE']),
      reason: personal(z.string()),
      effect: effect.optional(),
      /** None where a rule decided: filed too late. */
      by: id.optional(),
    }),
  }),
  event('ObjectionWindowClosed', {
    stored: 'selection.objection-window-closed',
    version: 1,
    schema: z.object(place),
  }),
  event('ObjectionStopped', {
    stored: 'selection.objection-stopped',
    version: 1,
    schema: z.object({ ...place, because: z.enum(['case-closed', 'stage-closed']) }),
  }),
);

export type ObjectionEvent = EventsOf<typeof objectionEvents>;
export type ObjectionWindow = Extract<ObjectionEvent, { type: 'ObjectionWindowOpened' }>['data'];
export type Effect = z.output<typeof effect>;
