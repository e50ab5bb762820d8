import { defineEvents, event, type EventsOf, personal } from '@doyak/kernel/decider';
import { z } from 'zod';

const id = z.uuid();

/** Who applies: a company through a person who acts for it, or a founder who has no company yet (M8). */
const applicant = z.object({ personId: id, organisationId: id.optional() });

/** The company as the application names it. Numbers are digits only. */
const company = z.object({
  name: z.string(),
  businessNumber: z.string(),
  corporateNumber: z.string().optional(),
});

/** Answers to the form of the track, by field name. */
const answers = z.record(z.string(), z.json());

export const applicationEvents = defineEvents(
  event('ApplicationDraftStarted', {
    stored: 'applications.application-draft-started',
    version: 1,
    schema: z.object({ applicationId: id, caseId: id, roundId: id, track: z.string(), applicant }),
  }),
  event('ApplicationDraftEdited', {
    stored: 'applications.application-draft-edited',
    version: 1,
    schema: z.object({
      applicationId: id,
      title: z.string().optional(),
      // null takes the company out again: a founder applies as a person.
      company: company.nullable().optional(),
      answers: answers.optional(),
    }),
  }),
  event('ApplicationSubmitted', {
    stored: 'applications.application-submitted',
    version: 1,
    schema: z.object({
      applicationId: id,
      caseId: id,
      roundId: id,
      track: z.string(),
      applicant,
      title: z.string(),
      company: company.optional(),
      answers,
    }),
  }),
  event('ApplicationWithdrawn', {
    stored: 'applications.application-withdrawn',
    version: 1,
    schema: z.object({ applicationId: id, reason: personal(z.string()) }),
  }),
);

export type ApplicationEvent = EventsOf<typeof applicationEvents>;
export type Applicant = z.output<typeof applicant>;
export type Company = z.output<typeof company>;
export type Answers = z.output<typeof answers>;
