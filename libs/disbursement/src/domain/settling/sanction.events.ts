import { defineEvents, event, type EventsOf, personal } from '@doyak/kernel/decider';
import { z } from 'zod';

const id = z.uuid();
const instant = z.iso.datetime();
const place = { sanctionId: id, caseId: id };
const day = z.iso.date();

/** Why a sanction is imposed. */
export const GROUNDS = [
  ...(['MISUSE', 'FALSE_STATEMENT', 'ABANDONED', 'NOT_RETURNED', 'AIMS_NOT_REACHED'] as const),
] as const;

/** Events of a sanction (제재): prior notice, opinion, decision, and its time. */
export const sanctionEvents = defineEvents(
  event('SanctionNoticed', {
    stored: 'disbursement.sanction-noticed',
    version: 1,
    schema: z.object({
      ...place,
      against: z.object({ personId: id, organisationId: id.optional() }),
      ground: z.enum(GROUNDS),
      reason: personal(z.string()),
      /** Months of participation restriction (참여제한), and KRW of the surcharge (제재부가금). */
      months: z.int().min(0),
      surcharge: z.int().min(0),
      settlementId: id.optional(),
      programId: z.string(),
      line: z.string().optional(),
      opinionBefore: instant,
      by: id,
    }),
  }),
  event('SanctionOpinionGiven', {
    stored: 'disbursement.sanction-opinion-given',
    version: 1,
    schema: z.object({ ...place, opinion: personal(z.string()), papers: z.array(z.string()), by: id }),
  }),
  event('SanctionDecided', {
    stored: 'disbursement.sanction-decided',
    version: 1,
    schema: z.object({
      ...place,
      months: z.int().min(0),
      surcharge: z.int().min(0),
      /** First and last day in Seoul of the restriction. */
      from: day.optional(),
      until: day.optional(),
      /** Of the surcharge. */
      dueBefore: instant,
      reason: personal(z.string()),
      by: id,
    }),
  }),
  event('SanctionDropped', {
    stored: 'disbursement.sanction-dropped',
    version: 1,
    schema: z.object({ ...place, reason: personal(z.string()), by: id }),
  }),
  event('SanctionTookEffect', {
    stored: 'disbursement.sanction-took-effect',
    version: 1,
    schema: z.object({ ...place, from: day, until: day }),
  }),
  event('SanctionStayed', {
    stored: 'disbursement.sanction-stayed',
    version: 1,
    schema: z.object({ ...place, reason: personal(z.string()), by: id }),
  }),
  event('SanctionResumed', {
    stored: 'disbursement.sanction-resumed',
    version: 1,
    schema: z.object({ ...place, reason: personal(z.string()), by: id }),
  }),
  event('SanctionEnded', {
    stored: 'disbursement.sanction-ended',
    version: 1,
    schema: z.object({
      ...place,
      as: z.enum(['served', 'revoked']),
      reason: personal(z.string()).optional(),
      by: id.optional(),
    }),
  }),
);

export type SanctionEvent = EventsOf<typeof sanctionEvents>;
export type SanctionData<Type extends SanctionEvent['type']> = Extract<SanctionEvent, { type: Type }>['data'];
