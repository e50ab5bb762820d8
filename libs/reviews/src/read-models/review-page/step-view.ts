import { z } from 'zod';
import type { KnownStep } from '../../domain/step.state.js';

export const stepView = z
  .object({
    id: z.uuid(),
    reviewId: z.uuid(),
    caseId: z.uuid(),
    step: z.string(),
    stepRun: z.int().describe('Each run of a step has a history of its own'),
    kind: z.enum(['automated', 'human', 'external']),
    status: z.enum(['open', 'paused', 'needs-person', 'ended', 'stopped']),
    because: z.string().nullable().describe('Why a person is needed'),
    outcomes: z.array(z.string()),
    checker: z.string().nullable(),
    attempt: z.int().describe('The attempt whose result counts'),
    takenOver: z.int().describe('Attempts taken over from a worker that was not heard of any more'),
    failedAttempts: z.array(
      z.object({
        attempt: z.int(),
        class: z.enum(['transient', 'permanent', 'needs-person']),
        code: z.string(),
        startedAt: z.string(),
        retryAt: z.string().nullable(),
      }),
    ),
    assignee: z.uuid().nullable(),
    insteadOf: z.uuid().nullable().describe('Whom the assignee stands in for'),
    dueBefore: z.string().nullable().describe('First instant that is too late'),
    escalated: z.boolean(),
    opinions: z.array(z.object({ by: z.uuid(), outcome: z.string(), reason: z.string() })),
    comments: z.array(z.object({ by: z.uuid(), text: z.string() })),
    request: z
      .object({
        id: z.uuid(),
        organisationId: z.uuid(),
        answerBefore: z.string(),
        lapsed: z.boolean(),
        answers: z.array(z.object({ outcome: z.string(), bodySha256: z.string(), receivedAt: z.string() })),
      })
      .nullable(),
    end: z
      .object({
        outcome: z.string(),
        how: z.enum(['checker', 'on-error', 'persons', 'partner', 'silence', 'officer']),
        evidence: z.array(z.object({ kind: z.string(), sha256: z.string(), of: z.string().nullable() })),
        findings: z.array(
          z.object({ code: z.string(), of: z.string().nullable(), detail: z.string().nullable() }),
        ),
        decidedBy: z.array(z.uuid()),
        reason: z.string().nullable(),
      })
      .nullable(),
  })
  .meta({ id: 'ReviewStepPage' });

export function viewStep(state: KnownStep): z.input<typeof stepView> {
  const { spec, request, end } = state;
  return {
    id: state.stepId,
    reviewId: state.reviewId,
    caseId: state.caseId,
    step: state.step,
    stepRun: state.stepRun,
    kind: spec.kind,
    status: state.status,
    because: state.because ?? null,
    outcomes: state.outcomes,
    checker: spec.kind === 'automated' ? spec.checker : null,
    attempt: state.attempt,
    takenOver: state.takenOver,
    failedAttempts: state.failed.map((one) => ({ ...one, retryAt: one.retryAt ?? null })),
    assignee: state.assignee ?? null,
    insteadOf: state.insteadOf ?? null,
    dueBefore: (spec.kind === 'human' ? spec.dueBefore : undefined) ?? null,
    escalated: state.escalated,
    opinions: [...state.opinions],
    comments: [...state.comments],
    request: request
      ? {
          id: request.requestId,
          ...{
            organisationId: request.organisationId,
            answerBefore: request.answerBefore,
            lapsed: request.lapsed,
          },
          answers: [...request.answers],
        }
      : null,
    end: end
      ? {
          ...{
            outcome: end.outcome,
            how: end.how,
            decidedBy: [...end.decidedBy],
            reason: end.reason ?? null,
          },
          evidence: end.evidence.map(({ kind, sha256, of }) => ({ kind, sha256, of: of ?? null })),
          findings: end.findings.map(({ code, of, detail }) => ({
            code,
            of: of ?? null,
            detail: detail ?? null,
          })),
        }
      : null,
  };
}
