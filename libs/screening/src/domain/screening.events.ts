import { defineEvents, event, type EventsOf, personal } from '@doyak/kernel/decider';
import { z } from 'zod';

const id = z.uuid();
const instant = z.iso.datetime();

/** Which screening of which case an event is about, so that followers need not look it up. */
const place = { screeningId: id, caseId: id, stage: z.string(), run: z.int() };

const values = z.record(z.string(), z.json());

const knownFact = z.object({
  value: z.json(),
  /** application: its form and round. stage: an earlier stage. officer: recorded by a person, also for a check that an office answered. */
  source: z.enum(['application', 'stage', 'officer', 'duplicate-search', 'supplement', 'register']),
  /** Person who recorded it. */
  by: id.optional(),
});

const rule = z.object({
  id: z.string(),
  /** Reason code when it fails. */
  reason: z.string(),
  overridable: z.boolean(),
  /** Facts it speaks about. */
  facts: z.array(z.string()),
});

const result = z.object({
  rule: z.string(),
  outcome: z.enum(['holds', 'fails', 'undetermined']),
  missing: z.array(z.string()),
  invalid: z.array(z.string()),
  error: z.string().optional(),
});

/** What stands against an applicant in the books of the agency itself. */
const hindrance = z.object({ kind: z.enum(['restriction', 'recovery']), id, caseId: id });

const match = z.object({
  caseId: id,
  programId: z.string(),
  keys: z.array(z.enum(['business-number', 'corporate-number', 'representative', 'similar-item'])),
  /** Of the titles, whole percent; where the items are similar. */
  similarity: z.int().optional(),
  standing: z.enum(['applied', 'supported', 'concluded']),
  /** Whether it makes this application a duplicate: support given or concluded, or applied for earlier. */
  counts: z.boolean(),
});

export const screeningEvents = defineEvents(
  event('ScreeningOpened', {
    stored: 'screening.screening-opened',
    version: 1,
    schema: z.object({
      ...place,
      applicationId: id,
      roundId: id,
      programId: z.string(),
      programVersion: z.int(),
      track: z.string(),
      applicant: z.object({ personId: id, organisationId: id.optional() }),
      submittedAt: instant,
      rules: z.array(rule),
      facts: z.record(z.string(), knownFact),
      policy: z.object({
        /** How often a supplement may be asked for. */
        supplements: z.int(),
        overruling: z.enum(['forbidden', 'with-second-person']),
        pausesClock: z.boolean(),
      }),
    }),
  }),
  event('RulesRun', {
    stored: 'screening.rules-run',
    version: 1,
    schema: z.object({ ...place, results: z.array(result) }),
  }),
  event('FactsRecorded', {
    stored: 'screening.facts-recorded',
    version: 1,
    schema: z.object({ ...place, facts: values, by: id, reason: personal(z.string()) }),
  }),
  event('DuplicatesSearched', {
    stored: 'screening.duplicates-searched',
    version: 1,
    schema: z.object({ ...place, keys: z.array(z.string()), matches: z.array(match), facts: values }),
  }),
  event('RegistersChecked', {
    stored: 'screening.registers-checked',
    version: 1,
    schema: z.object({ ...place, found: z.array(hindrance), facts: values }),
  }),
  event('SupplementRequested', {
    stored: 'screening.supplement-requested',
    version: 1,
    schema: z.object({
      ...place,
      request: z.int(),
      ask: personal(z.string()),
      /** Fields of the form that may be answered anew. */
      fields: z.array(z.string()),
      /** First instant that is too late. */
      answerBefore: instant,
    }),
  }),
  event('SupplementExtended', {
    stored: 'screening.supplement-extended',
    version: 1,
    schema: z.object({
      ...place,
      request: z.int(),
      was: instant,
      /** First instant that is too late. */
      answerBefore: instant,
      /** The agency declared a holiday. */
      because: z.literal('calendar'),
    }),
  }),
  event('SupplementAnswered', {
    stored: 'screening.supplement-answered',
    version: 1,
    schema: z.object({
      ...place,
      request: z.int(),
      answers: values,
      facts: values,
      note: personal(z.string()).optional(),
    }),
  }),
  event('SupplementLapsed', {
    stored: 'screening.supplement-lapsed',
    version: 1,
    schema: z.object({ ...place, request: z.int() }),
  }),
  event('OverrulingProposed', {
    stored: 'screening.overruling-proposed',
    version: 1,
    schema: z.object({ ...place, rule: z.string(), reason: personal(z.string()), by: id }),
  }),
  event('OverrulingConfirmed', {
    stored: 'screening.overruling-confirmed',
    version: 1,
    schema: z.object({ ...place, rule: z.string(), reason: personal(z.string()), by: id }),
  }),
  event('OverrulingRejected', {
    stored: 'screening.overruling-rejected',
    version: 1,
    schema: z.object({ ...place, rule: z.string(), reason: personal(z.string()), by: id }),
  }),
  event('ScreeningDecided', {
    stored: 'screening.screening-decided',
    version: 1,
    schema: z.object({
      ...place,
      decision: z.enum(['ELIGIBLE', 'INELIGIBLE']),
      /** Reason codes; none where eligible. */
      reasons: z.array(z.string()),
      /** Rules that failed and were overruled. */
      overruled: z.array(z.string()),
      /** The person who decided, and those who overruled. */
      decidedBy: z.array(id),
      note: personal(z.string()).optional(),
    }),
  }),
  event('ScreeningStopped', {
    stored: 'screening.screening-stopped',
    version: 1,
    schema: z.object({ ...place, because: z.enum(['case-closed', 'stage-closed']) }),
  }),
);

export type ScreeningEvent = EventsOf<typeof screeningEvents>;
export type Opening = Extract<ScreeningEvent, { type: 'ScreeningOpened' }>['data'];
export type Values = z.output<typeof values>;
export type KnownFact = z.output<typeof knownFact>;
export type ScreenedRule = z.output<typeof rule>;
export type ScreenedResult = z.output<typeof result>;
export type Hindrance = z.output<typeof hindrance>;
export type Match = z.output<typeof match>;
