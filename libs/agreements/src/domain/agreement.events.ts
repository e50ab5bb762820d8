import { defineEvents, event, type EventsOf, personal } from '@doyak/kernel/decider';
import { z } from 'zod';

const id = z.uuid();
/** Whole KRW. */
const krw = z.int().min(0);
const text = z.object({ ko: z.string(), en: z.string() });
/** SHA-256, lower-case hex. */
const sha256 = z.string();
const place = { agreementId: id, caseId: id, stage: z.string(), run: z.int() };

/** Who signs: an organisation through any of its own accounts, or a founder in person. */
const party = z.object({ party: z.string(), organisationId: id.optional(), personId: id.optional() });

/**
 * What is agreed, frozen with the program version. Parties are named by id, so that the document holds no personal data and its hash outlives
 * an erasure.
 */
const agreementDocument = z.object({
  format: z.literal('doyak/agreement@1'),
  agreementId: id,
  /** 1 for the first; an amendment is a document of its own. */
  number: z.int(),
  caseId: id,
  caseNumber: z.string(),
  programId: z.string(),
  programVersion: z.int(),
  definitionSha256: z.string(),
  track: z.string(),
  parties: z.array(party),
  amount: krw,
  ownShare: z.object({ cash: krw, inKind: krw }),
  tranches: z.array(z.object({ id: z.string(), percent: z.int(), amount: krw })),
  /** From the last signature. */
  duration: z.object({ count: z.int(), unit: z.enum(['days', 'working-days', 'months']) }),
  terms: z.array(z.object({ id: z.string(), title: text, text })),
  /** Documents of the application that are part of it. */
  documents: z.array(z.string()),
});

const reasoned = z.object({ ...place, reason: personal(z.string()), by: id });

/** Events of agreements (협약). */
export const agreementEvents = defineEvents(
  event('AgreementDrafted', {
    stored: 'agreements.agreement-drafted',
    version: 1,
    schema: z.object({
      ...place,
      applicationId: id,
      roundId: id,
      programId: z.string(),
      programVersion: z.int(),
      track: z.string(),
      applicant: z.object({ personId: id, organisationId: id.optional() }),
      /** Kinds of parties that the program asks for. */
      parties: z.array(z.string()),
    }),
  }),
  event('AgreementOffered', {
    stored: 'agreements.agreement-offered',
    version: 1,
    schema: z.object({
      ...place,
      document: agreementDocument,
      sha256,
      by: id,
      /** Why it is amended or offered anew. */
      reason: personal(z.string()).optional(),
    }),
  }),
  event('AgreementSigned', {
    stored: 'agreements.agreement-signed',
    version: 1,
    schema: z.object({
      ...place,
      number: z.int(),
      sha256,
      party: z.string(),
      by: id,
      organisationId: id.optional(),
    }),
  }),
  event('AgreementConcluded', {
    stored: 'agreements.agreement-concluded',
    version: 1,
    schema: z.object({
      ...place,
      number: z.int(),
      sha256,
      /** Its last day in Seoul. */
      endsOn: z.iso.date(),
    }),
  }),
  event('AgreementDeclined', {
    stored: 'agreements.agreement-declined',
    version: 1,
    schema: z.object({ ...place, number: z.int(), party: z.string(), reason: personal(z.string()), by: id }),
  }),
  event('AgreementLapsed', {
    stored: 'agreements.agreement-lapsed',
    version: 1,
    schema: z.object({ ...place, because: z.enum(['case-closed', 'stage-closed']) }),
  }),
  event('AgreementSuspended', {
    stored: 'agreements.agreement-suspended',
    version: 1,
    schema: reasoned,
  }),
  event('AgreementResumed', { stored: 'agreements.agreement-resumed', version: 1, schema: reasoned }),
  event('AgreementTerminated', {
    stored: 'agreements.agreement-terminated',
    version: 1,
    schema: z.object({ ...place, reason: personal(z.string()), by: id.optional() }),
  }),
  event('AgreementCompleted', {
    stored: 'agreements.agreement-completed',
    version: 1,
    schema: z.object({ ...place, reason: personal(z.string()), by: id.optional() }),
  }),
);

export type AgreementEvent = EventsOf<typeof agreementEvents>;
export type AgreementDraft = Extract<AgreementEvent, { type: 'AgreementDrafted' }>['data'];
export type AgreementDocument = z.output<typeof agreementDocument>;
export type Party = z.output<typeof party>;
