import { defineEvents, event, type EventsOf, personal } from '@doyak/kernel/decider';
import { z } from 'zod';

const id = z.uuid();
const instant = z.iso.datetime();

/** Which run of which step an event is about. */
const place = {
  stepId: id,
  reviewId: id,
  caseId: id,
  stage: z.string(),
  run: z.int(),
  step: z.string(),
  stepRun: z.int(),
};

/** Something that bears an outcome out, by its hash; the bytes are kept apart. */
const evidence = z.object({
  /** e.g. document, answer-of-register, text. */
  kind: z.string(),
  sha256: z.string(),
  /** What it is of, e.g. the slot of a document. */
  of: z.string().optional(),
});

/** What a check found, in codes; without personal data. */
const finding = z.object({ code: z.string(), of: z.string().optional(), detail: z.string().optional() });

/** What is to happen at an instant unless the step has ended by then. */
const clock = z.object({
  what: z.enum(['remind-task', 'escalate-task', 'remind-partner', 'lapse-request']),
  at: instant,
  requestId: id.optional(),
});

/** Why a deadline moved: the agency's calendar has changed, or the case went to a version with other periods. */
const because = z.enum(['calendar', 'definition']);

const automated = z.object({
  kind: z.literal('automated'),
  checker: z.string(),
  /** Outcome where the check cannot be made for good; absent: a person is asked. */
  onError: z.string().optional(),
});
const human = z.object({
  kind: z.literal('human'),
  role: z.enum(['operator', 'reviewer']),
  assignment: z.enum(['pull', 'push', 'balanced']),
  eyes: z.int(),
  /** First instant that is too late; absent where the calendar does not reach so far. */
  dueBefore: instant.optional(),
  remindAt: z.array(instant),
  escalateTo: z.enum(['operator', 'administrator']).optional(),
});
const external = z.object({
  kind: z.literal('external'),
  /** Kind of organisation. */
  partner: z.string(),
  ask: z.object({ ko: z.string(), en: z.string() }),
  silence: z.union([z.object({ outcome: z.string() }), z.object({ escalate: z.literal(true) })]),
});
const spec = z.discriminatedUnion('kind', [automated, human, external]);

export const stepEvents = defineEvents(
  event('StepOpened', {
    stored: 'reviews.step-opened',
    version: 1,
    schema: z.object({
      ...place,
      applicationId: id,
      applicant: z.object({ personId: id, organisationId: id.optional() }),
      outcomes: z.array(z.string()),
      spec,
    }),
  }),
  event('AttemptStarted', {
    stored: 'reviews.attempt-started',
    version: 1,
    schema: z.object({
      ...place,
      /** Taken over from a worker that was not heard of any more; that one's result counts no longer. */
      attempt: z.int(),
    }),
  }),
  event('AttemptFailed', {
    stored: 'reviews.attempt-failed',
    version: 1,
    schema: z.object({
      ...place,
      attempt: z.int(),
      class: z.enum(['transient', 'permanent', 'needs-person']),
      code: z.string(),
      startedAt: instant,
      /** When it is tried again; absent: it is not. */
      retryAt: instant.optional(),
    }),
  }),
  event('StepNeedsPerson', {
    stored: 'reviews.step-needs-person',
    version: 1,
    schema: z.object({ ...place, because: z.string() }),
  }),
  event('StepPaused', {
    stored: 'reviews.step-paused',
    version: 1,
    schema: z.object({ ...place, reason: personal(z.string()), by: id }),
  }),
  event('StepResumed', {
    stored: 'reviews.step-resumed',
    version: 1,
    schema: z.object({
      ...place,
      reason: personal(z.string()),
      by: id,
      /** The attempt that counts from now on. */
      attempt: z.int(),
      clocks: z.array(clock),
    }),
  }),
  event('TaskAssigned', {
    stored: 'reviews.task-assigned',
    version: 1,
    schema: z.object({
      ...place,
      to: id,
      how: z.enum(['claimed', 'officer', 'balanced']),
      /** Whom the assignee stands in for. */
      insteadOf: id.optional(),
      by: id.optional(),
    }),
  }),
  event('TaskReleased', {
    stored: 'reviews.task-released',
    version: 1,
    schema: z.object({ ...place, from: id, by: id, reason: personal(z.string()) }),
  }),
  event('TaskCommented', {
    stored: 'reviews.task-commented',
    version: 1,
    schema: z.object({ ...place, by: id, text: personal(z.string()) }),
  }),
  event('OpinionGiven', {
    stored: 'reviews.opinion-given',
    version: 1,
    schema: z.object({ ...place, by: id, outcome: z.string(), reason: personal(z.string()) }),
  }),
  event('TaskReminded', {
    stored: 'reviews.task-reminded',
    version: 1,
    schema: z.object({ ...place, at: instant, to: id.optional(), role: z.string() }),
  }),
  event('TaskEscalated', {
    stored: 'reviews.task-escalated',
    version: 1,
    schema: z.object({ ...place, dueBefore: instant, to: z.string() }),
  }),
  event('TaskDueMoved', {
    stored: 'reviews.task-due-moved',
    version: 1,
    schema: z.object({
      ...place,
      /** Absent: the calendar did not reach so far. */
      was: instant.optional(),
      dueBefore: instant,
      remindAt: z.array(instant),
      because,
      clocks: z.array(clock),
    }),
  }),
  event('ExternalRequestMade', {
    stored: 'reviews.external-request-made',
    version: 1,
    schema: z.object({
      ...place,
      requestId: id,
      organisationId: id,
      partner: z.string(),
      what: z.object({ ko: z.string(), en: z.string() }),
      outcomes: z.array(z.string()),
      /** First instant that is too late. */
      answerBefore: instant,
      remindAt: z.array(instant),
      replyPath: z.string(),
    }),
  }),
  event('ExternalRequestMoved', {
    stored: 'reviews.external-request-moved',
    version: 1,
    schema: z.object({
      ...place,
      requestId: id,
      organisationId: id,
      was: instant,
      /** First instant that is too late. */
      answerBefore: instant,
      remindAt: z.array(instant),
      because,
      clocks: z.array(clock),
    }),
  }),
  event('ExternalRequestReminded', {
    stored: 'reviews.external-request-reminded',
    version: 1,
    schema: z.object({ ...place, requestId: id, organisationId: id, at: instant }),
  }),
  event('ExternalRequestAnswered', {
    stored: 'reviews.external-request-answered',
    version: 1,
    schema: z.object({
      ...place,
      requestId: id,
      organisationId: id,
      /** 1 for the first; a correction supersedes the one before. */
      answer: z.int(),
      outcome: z.string(),
      /** SHA-256 of the raw bytes as they were signed. */
      bodySha256: z.string(),
      receivedAt: instant,
      /** Key or person that answered. */
      by: id,
    }),
  }),
  event('ExternalRequestLapsed', {
    stored: 'reviews.external-request-lapsed',
    version: 1,
    schema: z.object({ ...place, requestId: id, organisationId: id, escalated: z.boolean() }),
  }),
  event('StepEnded', {
    stored: 'reviews.step-ended',
    version: 1,
    schema: z.object({
      ...place,
      outcome: z.string(),
      how: z.enum(['checker', 'on-error', 'persons', 'partner', 'silence', 'officer']),
      evidence: z.array(evidence),
      findings: z.array(finding),
      /** Of an automated step. */
      attempt: z.int().optional(),
      decidedBy: z.array(id),
      reason: personal(z.string()).optional(),
    }),
  }),
  event('StepStopped', {
    stored: 'reviews.step-stopped',
    version: 1,
    schema: z.object({ ...place, because: z.enum(['review-decided', 'review-stopped', 'repeated']) }),
  }),
);

export type StepEvent = EventsOf<typeof stepEvents>;
export type StepOpening = Extract<StepEvent, { type: 'StepOpened' }>['data'];
export type Clock = z.output<typeof clock>;
export type StepSpec = z.output<typeof spec>;
export type BecauseOfMove = z.output<typeof because>;
export type Evidence = z.output<typeof evidence>;
export type Finding = z.output<typeof finding>;
export type FaultClass = Extract<StepEvent, { type: 'AttemptFailed' }>['data']['class'];
