import { defineEvents, event, type EventsOf } from '@doyak/kernel/decider';
import { z } from 'zod';

const id = z.uuid();
const ofSelection = { selectionId: id };

/** Points in hundredths (8750 is 87.50). */
const hundredths = z.int().min(0);

const criterionMean = z.object({
  id: z.string(),
  /** Points of 100 within its evaluation. */
  weight: z.int(),
  mean: hundredths,
});

/** What one evaluation gave a candidate. */
const stageTotal = z.object({
  stage: z.string(),
  total: hundredths,
  criteria: z.array(criterionMean),
});

const place = z.enum(['selected', 'reserve', 'rejected']);

const placed = z.object({
  caseId: id,
  /** 1 for the first; candidates that nothing tells apart share one. */
  rank: z.int(),
  total: hundredths,
  place,
  /** Order among the reserves, from 1. */
  reserve: z.int().optional(),
  /** Slot kept for applications for which a rule holds. */
  quota: z.string().optional(),
  /** Shares its rank with another, and the difference matters: an operator has to decide. */
  tied: z.boolean(),
});

/** Events of selections (선정). */
export const selectionEvents = defineEvents(
  event('SelectionOpened', {
    stored: 'selection.selection-opened',
    version: 1,
    schema: z.object({
      ...ofSelection,
      roundId: id,
      programId: z.string(),
      programVersion: z.int(),
      track: z.string(),
      stage: z.string(),
      slots: z.int(),
      reserves: z.int(),
      /** Evaluations that count, in percent of the total. */
      weights: z.array(z.object({ stage: z.string(), weight: z.int() })),
      quotas: z.array(z.object({ id: z.string(), slots: z.int() })),
    }),
  }),
  event('CandidateJoined', {
    stored: 'selection.candidate-joined',
    version: 1,
    schema: z.object({
      ...ofSelection,
      caseId: id,
      applicationId: id,
      run: z.int(),
      applicant: z.object({ personId: id, organisationId: id.optional() }),
      /** Quotas whose rule holds for the application. */
      quotas: z.array(z.string()),
    }),
  }),
  event('CandidateTotalRecorded', {
    stored: 'selection.candidate-total-recorded',
    version: 1,
    schema: z.object({ ...ofSelection, caseId: id, ...stageTotal.shape }),
  }),
  event('TieDecided', {
    stored: 'selection.tie-decided',
    version: 1,
    schema: z.object({ ...ofSelection, order: z.array(id), reason: z.string(), by: id }),
  }),
  event('CandidatesRanked', {
    stored: 'selection.candidates-ranked',
    version: 1,
    schema: z.object({ ...ofSelection, ranking: z.array(placed), by: id }),
  }),
  event('ResultsPublished', {
    stored: 'selection.results-published',
    version: 1,
    schema: z.object({ ...ofSelection, places: z.array(placed), rankedBy: id, by: id }),
  }),
  event('CandidateLeft', {
    stored: 'selection.candidate-left',
    version: 1,
    schema: z.object({ ...ofSelection, caseId: id, was: z.enum(['unplaced', ...place.options]) }),
  }),
  event('ReserveMovedUp', {
    stored: 'selection.reserve-moved-up',
    version: 1,
    schema: z.object({
      ...ofSelection,
      caseId: id,
      /** Its place among the reserves. */
      reserve: z.int(),
      /** The case whose slot it takes. */
      inPlaceOf: id,
    }),
  }),
  event('ReserveListEnded', {
    stored: 'selection.reserve-list-ended',
    version: 1,
    schema: z.object({ ...ofSelection, caseIds: z.array(id), reason: z.string(), by: id }),
  }),
  event('CandidateAdmitted', {
    stored: 'selection.candidate-admitted',
    version: 1,
    schema: z.object({
      ...ofSelection,
      caseId: id,
      objectionId: id,
      basis: z.enum(['corrected-totals', 'slot-added']),
      /** Where no slot was free, one was added. */
      slot: z.enum(['free', 'added']),
      reason: z.string(),
      /** Who accepted the objection. */
      by: id,
    }),
  }),
);

export type SelectionEvent = EventsOf<typeof selectionEvents>;
export type SelectionOpening = Extract<SelectionEvent, { type: 'SelectionOpened' }>['data'];
export type StageTotal = z.output<typeof stageTotal>;
export type Placed = z.output<typeof placed>;
