import { defineEvents, event, type EventsOf, personal } from '@doyak/kernel/decider';
import { z } from 'zod';
import { CHECKS, evidence, GATES } from './gates.js';

const id = z.uuid();
const gate = z.enum(GATES);
const place = { runId: id, caseId: id, stage: z.string(), run: z.int() };
/** Whole KRW. */
const krw = z.int().min(0);
const partners = z.object({
  foundry: id.optional(),
  'package-house': id.optional(),
  buyer: id.optional(),
});
/** Which attempt at a gate; each cycle begins with 1. */
const attempt = { cycle: z.int(), gate, attempt: z.int() };

/** What a definition asks of test data. Whole numbers. */
export const acceptance = z.object({
  leastYieldPercent: z.int().optional(),
  /** 133 is a Cpk of 1.33. */
  leastCpkHundredths: z.int().optional(),
  leastGoodDies: z.int().optional(),
});

/** What test data came to, in whole numbers. */
const figures = z.object({
  wafers: z.int(),
  tested: z.int(),
  passed: z.int(),
  passedFirst: z.int(),
  retested: z.int(),
  /** The lowest Cpk of all tests that have one, in hundredths, rounded down; absent where none has. */
  cpkHundredths: z.int().optional(),
});

/** Events of prototype runs (시제품 제작). */
export const runEvents = defineEvents(
  event('PrototypeRunOpened', {
    stored: 'prototype-runs.run-opened',
    version: 1,
    schema: z.object({
      ...place,
      applicationId: id,
      roundId: id,
      programId: z.string(),
      programVersion: z.int(),
      track: z.string(),
      applicant: z.object({ personId: id, organisationId: id.optional() }),
      /** Co-funding that pays for it. */
      fundingId: id,
      route: z.enum(['mpw-shuttle', 'single-run']),
      gates: z.array(gate),
      months: z.object({ least: z.int(), most: z.int() }),
      /** Respins that the program allows. */
      respins: z.int(),
      acceptance,
    }),
  }),
  event('RunPlanned', {
    stored: 'prototype-runs.run-planned',
    version: 1,
    schema: z.object({
      ...place,
      cycle: z.int(),
      dates: z.array(z.object({ gate, on: z.iso.date() })),
      by: id,
      reason: personal(z.string()).optional(),
    }),
  }),
  event('RunPartnersNamed', {
    stored: 'prototype-runs.partners-named',
    version: 1,
    schema: z.object({ ...place, partners, by: id }),
  }),
  event('GateSubmitted', {
    stored: 'prototype-runs.gate-submitted',
    version: 1,
    schema: z.object({
      ...place,
      ...attempt,
      evidence,
      by: id,
      /** Partner that is asked; absent: an officer decides. */
      asks: z.object({ party: z.string(), organisationId: id, reviewId: id }).optional(),
    }),
  }),
  event('GatePassed', {
    stored: 'prototype-runs.gate-passed',
    version: 1,
    schema: z.object({
      ...place,
      ...attempt,
      /** Date in Seoul. */
      on: z.iso.date(),
      plannedOn: z.iso.date().optional(),
      /** Officer; absent where a partner said so. */
      by: id.optional(),
      organisationId: id.optional(),
    }),
  }),
  event('GateReturned', {
    stored: 'prototype-runs.gate-returned',
    version: 1,
    schema: z.object({
      ...place,
      ...attempt,
      by: id.optional(),
      organisationId: id.optional(),
      reason: personal(z.string()).optional(),
    }),
  }),
  event('WaiverSigned', {
    stored: 'prototype-runs.waiver-signed',
    version: 1,
    schema: z.object({
      ...place,
      cycle: z.int(),
      gate,
      /** Violations of one check of a sign-off, up to so many; absent: the whole gate. */
      violations: z.object({ check: z.enum(CHECKS), upTo: z.int() }).optional(),
      reason: personal(z.string()),
      by: id,
    }),
  }),
  event('WaferDataRecorded', {
    stored: 'prototype-runs.wafer-data-recorded',
    version: 1,
    schema: z.object({
      ...place,
      datasetId: id,
      cycle: z.int(),
      gate: z.enum(['probe', 'final-test']),
      format: z.string(),
      lot: z.string().optional(),
      /** Of the bytes as they came. */
      sha256: z.string(),
      size: z.int(),
      /** Of the figures of all wafers and tests, which are kept apart. */
      resultsSha256: z.string(),
      figures,
      /** Why it does not meet the definition, in codes; empty: it does. */
      faults: z.array(z.string()),
      by: id,
    }),
  }),
  event('RunRespun', {
    stored: 'prototype-runs.run-respun',
    version: 1,
    schema: z.object({
      ...place,
      /** The cycle that begins; 1 was the first. */
      cycle: z.int(),
      /** First gate that is gone through again. */
      from: gate,
      reason: personal(z.string()),
      /** What it costs beyond the run. */
      costs: z.array(z.object({ item: z.string(), amount: krw })),
      by: id,
    }),
  }),
  event('PrototypeRunEnded', {
    stored: 'prototype-runs.run-ended',
    version: 1,
    schema: z.object({
      ...place,
      outcome: z.enum(['accepted', 'rejected', 'abandoned']),
      reason: personal(z.string()).optional(),
      by: id.optional(),
      /** Officers who passed gates or signed waivers, or ended it. */
      decidedBy: z.array(id),
    }),
  }),
  event('PrototypeRunLapsed', {
    stored: 'prototype-runs.run-lapsed',
    version: 1,
    schema: z.object({ ...place, because: z.enum(['case-closed', 'stage-closed']) }),
  }),
);

export type RunEvent = EventsOf<typeof runEvents>;
export type RunOpening = Extract<RunEvent, { type: 'PrototypeRunOpened' }>['data'];
export type RunPartners = z.output<typeof partners>;
export type Acceptance = z.output<typeof acceptance>;
export type DatasetRecord = Omit<
  Extract<RunEvent, { type: 'WaferDataRecorded' }>['data'],
  keyof typeof place | 'cycle' | 'by' | 'faults'
>;
