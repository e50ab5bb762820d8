import { defineEvents, event, type EventsOf, personal } from '@doyak/kernel/decider';
import { z } from 'zod';

const id = z.uuid();
const stageId = z.string();
const instant = z.iso.datetime();

/** What every follower of a stage needs to know of its case, so that it need not look it up. */
const ofCase = {
  caseId: id,
  applicationId: id,
  roundId: id,
  programId: z.string(),
  programVersion: z.int(),
  track: z.string(),
};

/** Events of cases, and of the series that number them. */
export const caseEvents = defineEvents(
  event('CaseOpened', {
    stored: 'cases.case-opened',
    version: 1,
    schema: z.object({
      ...ofCase,
      /** Readable: 2026-FAB-000123. */
      number: z.string(),
      applicant: z.object({ personId: id, organisationId: id.optional() }),
    }),
  }),
  event('CaseNumberAllocated', {
    stored: 'cases.case-number-allocated',
    version: 1,
    schema: z.object({ caseId: id, series: z.string() }),
  }),
  event('StageReady', {
    stored: 'cases.stage-ready',
    version: 1,
    schema: z.object({
      caseId: id,
      stage: stageId,
      kind: z.string(),
      // The definition asks an operator, or the guard could not be decided since a fact is missing.
      because: z.enum(['by-operator', 'guard-undetermined']),
    }),
  }),
  event('StageOpened', {
    stored: 'cases.stage-opened',
    version: 1,
    schema: z.object({
      ...ofCase,
      stage: stageId,
      kind: z.string(),
      run: z.int(),
      openedAt: instant,
      endsBefore: instant.optional(),
    }),
  }),
  event('StageSkipped', {
    stored: 'cases.stage-skipped',
    version: 1,
    schema: z.object({ caseId: id, stage: stageId, kind: z.string() }),
  }),
  event('StageClosed', {
    stored: 'cases.stage-closed',
    version: 1,
    schema: z.object({
      ...ofCase,
      stage: stageId,
      kind: z.string(),
      run: z.int(),
      outcome: z.string(),
      /** Reason code, where the outcome has one. */
      reason: z.string().optional(),
      /** Persons who decided it; none where Doyak or a partner did. */
      decidedBy: z.array(id),
      /** Facts that the stage established, for the guards of later stages. */
      facts: z.record(z.string(), z.json()).optional(),
    }),
  }),
  event('StageReopened', {
    stored: 'cases.stage-reopened',
    version: 1,
    schema: z.object({
      ...ofCase,
      stage: stageId,
      kind: z.string(),
      run: z.int(),
      reason: personal(z.string()),
      openedAt: instant,
      endsBefore: instant.optional(),
    }),
  }),
  event('StageClockPaused', {
    stored: 'cases.stage-clock-paused',
    version: 1,
    schema: z.object({ caseId: id, stage: stageId, pausedAt: instant }),
  }),
  event('StageClockResumed', {
    stored: 'cases.stage-clock-resumed',
    version: 1,
    schema: z.object({ caseId: id, stage: stageId, resumedAt: instant, endsBefore: instant }),
  }),
  event('StageDeadlineMoved', {
    stored: 'cases.stage-deadline-moved',
    version: 1,
    schema: z.object({
      caseId: id,
      stage: stageId,
      kind: z.string(),
      run: z.int(),
      was: instant,
      endsBefore: instant,
      /** The agency declared a day, or withdrew one. */
      because: z.literal('calendar'),
    }),
  }),
  event('StageDeadlinePassed', {
    stored: 'cases.stage-deadline-passed',
    version: 1,
    schema: z.object({
      caseId: id,
      stage: stageId,
      kind: z.string(),
      endsBefore: instant,
      escalated: z.boolean(),
    }),
  }),
  event('CaseHeld', {
    stored: 'cases.case-held',
    version: 1,
    schema: z.object({ caseId: id, reason: personal(z.string()) }),
  }),
  event('CaseResumed', {
    stored: 'cases.case-resumed',
    version: 1,
    schema: z.object({ caseId: id, reason: personal(z.string()) }),
  }),
  event('CaseAssigned', {
    stored: 'cases.case-assigned',
    version: 1,
    schema: z.object({ caseId: id, responsible: id }),
  }),
  event('CaseMigrated', {
    stored: 'cases.case-migrated',
    version: 1,
    schema: z.object({
      caseId: id,
      migrationId: id,
      programId: z.string(),
      fromVersion: z.int(),
      toVersion: z.int(),
      fromTrack: z.string(),
      toTrack: z.string(),
      /** Who planned it; the actor of the migration's start carries it out. */
      plannedBy: z.string(),
      executedBy: z.string(),
      reason: z.string(),
      /** The migration that this one takes back. */
      undoes: id.optional(),
      /** What becomes of each stage; one that only waited for an operator is looked at anew and is not named. */
      stages: z.array(
        z.object({
          /** null: was given up by the migration that is taken back, and comes back. */
          from: stageId.nullable(),
          /** null: given up. */
          to: stageId.nullable(),
          kind: z.string(),
          /** anew: its run ended as superseded just before, and it opens again just after. */
          status: z.enum(['open', 'closed', 'anew']),
          outcome: z.string().optional(),
          endsBefore: instant.optional(),
        }),
      ),
      /** Facts set; null takes one away. */
      facts: z.record(z.string(), z.json()),
    }),
  }),
  event('CaseClosed', {
    stored: 'cases.case-closed',
    version: 1,
    schema: z.object({
      ...ofCase,
      as: z.enum(['completed', 'rejected', 'withdrawn', 'failed', 'honest-failure', 'terminated']),
      reason: personal(z.string()).optional(),
      /** The stage whose outcome closed it; absent where a person or a withdrawal did. */
      stage: stageId.optional(),
    }),
  }),
  event('CaseReopened', {
    stored: 'cases.case-reopened',
    version: 1,
    schema: z.object({ caseId: id, reason: personal(z.string()) }),
  }),
);

type AnyEvent = EventsOf<typeof caseEvents>;
export type NumberEvent = Extract<AnyEvent, { type: 'CaseNumberAllocated' }>;
export type CaseEvent = Exclude<AnyEvent, NumberEvent>;
export type Facts = NonNullable<Extract<CaseEvent, { type: 'StageClosed' }>['data']['facts']>;
export type CaseOutcome = Extract<CaseEvent, { type: 'CaseClosed' }>['data']['as'];
