import { defineEvents, event, type EventsOf, personal } from '@doyak/kernel/decider';
import { z } from 'zod';
import { ground } from './conflicts.js';
import { checklistResult, drop, scoredResult } from './scoring.js';
import { mark, sheet } from './sheet.js';

const id = z.uuid();

/** Which evaluation of which case an event is about, so that followers need not look it up. */
const place = { evaluationId: id, caseId: id, stage: z.string(), run: z.int() };

const member = z.object({ personId: id, organisationId: id.optional(), outside: z.boolean() });

/** Why a seat no longer counts: 제척, 기피, 회피, or released before scoring (해촉). */
const fallOut = z.enum(['exclusion', 'challenge', 'recusal', 'release']);

/** A seat as a run of the stage hands it on to the next. */
const seat = member.extend({
  pledged: z.boolean(),
  marks: z.array(mark).optional(),
  out: fallOut.optional(),
  replacedBy: id.optional(),
});

const outcome = z.enum(['passed', 'failed', 'no-show', 'confirmed', 'refuted']);
const result = z.discriminatedUnion('kind', [scoredResult, checklistResult]);

/** Events of evaluations (평가). */
export const evaluationEvents = defineEvents(
  event('EvaluationOpened', {
    stored: 'evaluations.evaluation-opened',
    version: 1,
    schema: z.object({
      ...place,
      applicationId: id,
      roundId: id,
      programId: z.string(),
      programVersion: z.int(),
      track: z.string(),
      kind: z.enum([
        ...(['document-evaluation', 'presentation-evaluation', 'expert-evaluation', 'site-check'] as const),
        'procurement-registration',
      ]),
      /** Year of the rubric, where the program has one for each year. */
      rubricYear: z.int().optional(),
      applicant: z.object({ personId: id, organisationId: id.optional() }),
      committee: z.object({
        panel: z.int().min(1),
        /** Ballots needed for a result. */
        quorum: z.int().min(1),
        outside: z.int().min(0),
        drop: drop.optional(),
        blind: z.boolean(),
        pledge: z.boolean(),
        exclusion: z.array(ground),
        challenge: z.boolean(),
      }),
      sheet,
      /** Who fell out of an earlier evaluation of the case for a conflict of interest: never appointed again. */
      barred: z.array(id),
      /** The panel of the run before, where its result changed after closing and the stage was taken up again. */
      carried: z.array(seat),
    }),
  }),
  event('PanelAppointed', {
    stored: 'evaluations.panel-appointed',
    version: 1,
    schema: z.object({ ...place, members: z.array(member), by: id }),
  }),
  event('ReplacementAppointed', {
    stored: 'evaluations.replacement-appointed',
    version: 1,
    schema: z.object({ ...place, member, replaces: id, by: id }),
  }),
  event('ReviewerExcluded', {
    stored: 'evaluations.reviewer-excluded',
    version: 1,
    schema: z.object({
      ...place,
      reviewer: id,
      ground,
      /** What it was found from; `officer`: a person found it. */
      source: z.enum(['applicant', 'organisation', 'relation', 'officer']),
      relationId: id.optional(),
      reason: personal(z.string()).optional(),
      by: id.optional(),
    }),
  }),
  event('ReviewerRecused', {
    stored: 'evaluations.reviewer-recused',
    version: 1,
    schema: z.object({ ...place, reviewer: id, reason: personal(z.string()) }),
  }),
  event('ReviewerReleased', {
    stored: 'evaluations.reviewer-released',
    version: 1,
    schema: z.object({ ...place, reviewer: id, reason: personal(z.string()), by: id }),
  }),
  event('ChallengeFiled', {
    stored: 'evaluations.challenge-filed',
    version: 1,
    schema: z.object({ ...place, challenge: z.int(), reviewer: id, grounds: personal(z.string()), by: id }),
  }),
  event('ChallengeVoted', {
    stored: 'evaluations.challenge-voted',
    version: 1,
    schema: z.object({ ...place, challenge: z.int(), uphold: z.boolean(), by: id }),
  }),
  event('ChallengeDecided', {
    stored: 'evaluations.challenge-decided',
    version: 1,
    schema: z.object({
      ...place,
      challenge: z.int(),
      reviewer: id,
      /** moot: the member fell out before the committee decided. */
      decision: z.enum(['upheld', 'rejected', 'moot']),
      votes: z.array(z.object({ by: id, uphold: z.boolean() })),
    }),
  }),
  event('PledgeGiven', {
    stored: 'evaluations.pledge-given',
    version: 1,
    schema: z.object({ ...place, reviewer: id }),
  }),
  event('BallotGiven', {
    stored: 'evaluations.ballot-given',
    version: 1,
    schema: z.object({
      ...place,
      reviewer: id,
      marks: z.array(mark),
      opinion: personal(z.string()).optional(),
    }),
  }),
  event('BonusAwarded', {
    stored: 'evaluations.bonus-awarded',
    version: 1,
    schema: z.object({ ...place, bonuses: z.array(z.string()), reason: personal(z.string()), by: id }),
  }),
  event('EvaluationClosed', {
    stored: 'evaluations.evaluation-closed',
    version: 1,
    schema: z.object({
      ...place,
      outcome,
      /** Absent where the applicant did not appear. */
      result: result.optional(),
      /** 회의록 */
      minutes: personal(z.string()),
      /** Reviewers whose ballots were given, and those who sat without giving one. */
      present: z.array(id),
      absent: z.array(id),
      by: id,
    }),
  }),
  event('EvaluationRecomputed', {
    stored: 'evaluations.evaluation-recomputed',
    version: 1,
    schema: z.object({
      ...place,
      /** The reviewer who fell out after closing. */
      reviewer: id,
      fallOut,
      /** Absent: too few ballots are left for a result. */
      outcome: outcome.optional(),
      result: result.optional(),
      /** The outcome before. */
      was: outcome.optional(),
    }),
  }),
  event('EvaluationStopped', {
    stored: 'evaluations.evaluation-stopped',
    version: 1,
    schema: z.object({ ...place, because: z.enum(['case-closed', 'stage-closed']) }),
  }),
);

export type EvaluationEvent = EventsOf<typeof evaluationEvents>;
export type Opening = Extract<EvaluationEvent, { type: 'EvaluationOpened' }>['data'];
export type Member = z.output<typeof member>;
export type FallOut = z.output<typeof fallOut>;
export type Outcome = z.output<typeof outcome>;
export type Result = z.output<typeof result>;
