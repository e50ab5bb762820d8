import { defineEvents, event, type EventsOf, personal } from '@doyak/kernel/decider';
import { z } from 'zod';
import { routeFacts } from './routes.js';

const id = z.uuid();
/** A day in Seoul. */
const day = z.iso.date();

/** Which registration of which case an event is about, so that followers need not look it up. */
const place = { registrationId: id, caseId: id, stage: z.string(), run: z.int() };

const product = z.object({
  name: z.object({ ko: z.string(), en: z.string().optional() }),
  /** 물품분류번호, 8 digits. */
  classification: z.string(),
  summary: z.string(),
});
const application = z.object({ facts: routeFacts, product });

/** Policy of the program version. */
const terms = z.object({
  routes: z.array(z.string()),
  rndWithinYears: z.int(),
  validYears: z.int(),
  extensionYears: z.array(z.int()),
  extensionWindowDays: z.int(),
});
const notices = z.array(z.object({ daysBefore: z.int(), at: z.iso.datetime() }));

/** Why a designation is taken back (지정 취소 사유). */
export const GROUNDS_OF_CANCELLATION = [
  'FALSE_APPLICATION',
  'IP_LOST',
  'QUALITY_FAILURE',
  'SUPPLY_REFUSED',
  'UNFAIR_TRADER',
  'CLOSURE',
  'WITHDRAWAL',
] as const;

const reasoned = z.object({ ...place, reason: personal(z.string()), by: id });
const named = <Name extends string>(name: Name) => ({ stored: `procurement.${name}`, version: 1 });

/** Events of procurement registrations (혁신제품 지정). */
export const registrationEvents = defineEvents(
  event('RegistrationOpened', {
    ...named('registration-opened'),
    schema: z.object({
      ...place,
      applicationId: id,
      roundId: id,
      programId: z.string(),
      programVersion: z.int(),
      track: z.string(),
      applicant: z.object({ personId: id, organisationId: id.optional() }),
      terms,
      /** What was applied for in the run before, where the stage was taken up again. */
      carried: application.optional(),
    }),
  }),
  event('DesignationApplied', {
    ...named('designation-applied'),
    schema: z.object({ ...place, application, by: id }),
  }),
  event('ApplicationSentBack', { ...named('application-sent-back'), schema: reasoned }),
  event('CommitteeConvened', {
    ...named('committee-convened'),
    schema: z.object({ ...place, session: z.int(), evaluationId: id, by: id }),
  }),
  event('CommitteeDecided', {
    ...named('committee-decided'),
    schema: z.object({
      ...place,
      session: z.int(),
      inFavour: z.boolean(),
      /** Members who voted, and the officer who closed the session. */
      decidedBy: z.array(id),
      /** The request to the procurement service that follows from it. */
      reviewId: id.optional(),
    }),
  }),
  event('CommitteeOverturned', {
    ...named('committee-overturned'),
    schema: z.object({
      ...place,
      session: z.int(),
      /** What the votes that are left say; absent: they are too few. */
      inFavour: z.boolean().optional(),
    }),
  }),
  event('DesignationRefused', {
    ...named('designation-refused'),
    schema: z.object({ ...place, because: z.enum(['committee', 'procurement-service']) }),
  }),
  event('ProductDesignated', {
    ...named('product-designated'),
    schema: z.object({
      ...place,
      applicationId: id,
      classification: z.string(),
      validFrom: day,
      /** Its last day. */
      validUntil: day,
      notices,
    }),
  }),
  event('ProductNumbered', {
    ...named('product-numbered'),
    schema: z.object({ ...place, productId: z.string(), listNumber: z.string(), by: id }),
  }),
  event('DesignationExtended', {
    ...named('designation-extended'),
    schema: z.object({
      ...place,
      /** 1 for the first extension. */
      extension: z.int(),
      years: z.int(),
      validUntil: day,
      notices,
      reason: personal(z.string()),
      by: id,
    }),
  }),
  event('ExpiryNoticed', {
    ...named('expiry-noticed'),
    schema: z.object({ ...place, daysBefore: z.int(), validUntil: day }),
  }),
  event('DesignationSuspended', { ...named('designation-suspended'), schema: reasoned }),
  event('SuspensionLifted', { ...named('suspension-lifted'), schema: reasoned }),
  event('DesignationCancelled', {
    ...named('designation-cancelled'),
    schema: z.object({
      ...place,
      ground: z.enum(GROUNDS_OF_CANCELLATION),
      reason: personal(z.string()),
      by: id,
    }),
  }),
  event('DesignationExpired', {
    ...named('designation-expired'),
    schema: z.object({ ...place, validUntil: day }),
  }),
  event('RegistrationStopped', {
    ...named('registration-stopped'),
    schema: z.object({ ...place, because: z.enum(['case-closed', 'stage-closed']) }),
  }),
);

export type RegistrationEvent = EventsOf<typeof registrationEvents>;
export type RegistrationOpening = Extract<RegistrationEvent, { type: 'RegistrationOpened' }>['data'];
export type DesignationApplication = z.output<typeof application>;
export type GroundOfCancellation = (typeof GROUNDS_OF_CANCELLATION)[number];
