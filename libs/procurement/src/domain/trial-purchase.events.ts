import { defineEvents, event, type EventsOf, personal } from '@doyak/kernel/decider';
import { z } from 'zod';

const id = z.uuid();
/** Whole KRW. */
const krw = z.int().min(0);

/** Which trial purchase of which case an event is about, so that followers need not look it up. */
const place = { trialId: id, caseId: id, stage: z.string(), run: z.int() };
const ofOrder = { ...place, order: z.int(), institutionId: id };
const named = <Name extends string>(name: Name) => ({ stored: `procurement.${name}`, version: 1 });

/** Events of trial purchases (시범구매). */
export const trialPurchaseEvents = defineEvents(
  event('TrialOpened', {
    ...named('trial-opened'),
    schema: z.object({
      ...place,
      applicationId: id,
      roundId: id,
      programId: z.string(),
      programVersion: z.int(),
      track: z.string(),
      applicant: z.object({ personId: id, organisationId: id.optional() }),
      /** Policy: the most of all orders together. */
      mostPerProposal: krw,
    }),
  }),
  event('TrialOrdered', {
    ...named('trial-ordered'),
    schema: z.object({ ...ofOrder, registrationId: id, amount: krw, by: id }),
  }),
  event('TrialDelivered', {
    ...named('trial-delivered'),
    schema: z.object({
      ...ofOrder,
      /** When use ends, and the report is late; absent beyond the known years of the calendar. */
      useUntil: z.iso.datetime().optional(),
      reportBefore: z.iso.datetime().optional(),
      by: id,
    }),
  }),
  event('UseReported', {
    ...named('use-reported'),
    schema: z.object({
      ...ofOrder,
      /** 1 (poor) to 5. */
      satisfaction: z.int(),
      wouldBuy: z.boolean(),
      report: personal(z.string()),
      by: id,
    }),
  }),
  event('UseReportOverdue', { ...named('use-report-overdue'), schema: z.object(ofOrder) }),
  event('TrialOrderWithdrawn', {
    ...named('trial-order-withdrawn'),
    schema: z.object({ ...ofOrder, reason: personal(z.string()), by: id }),
  }),
  event('TrialConcluded', {
    ...named('trial-concluded'),
    schema: z.object({
      ...place,
      outcome: z.enum(['used', 'not-matched']),
      reason: personal(z.string()),
      by: id,
    }),
  }),
  event('TrialStopped', {
    ...named('trial-stopped'),
    schema: z.object({ ...place, because: z.enum(['case-closed', 'stage-closed']) }),
  }),
);

export type TrialPurchaseEvent = EventsOf<typeof trialPurchaseEvents>;
export type TrialOpening = Extract<TrialPurchaseEvent, { type: 'TrialOpened' }>['data'];
