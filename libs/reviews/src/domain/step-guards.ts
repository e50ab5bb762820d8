import { type Actor, Refusal } from '@doyak/kernel/decider';
import type { StepOpening } from './step.events.js';

export function placeOfStep({ stepId, reviewId, caseId, stage, run, step, stepRun }: StepOpening) {
  return { stepId, reviewId, caseId, stage, run, step, stepRun };
}

/** A person who is not on the applicant's side. Refusals: PERSON_NEEDED, OWN_APPLICATION. */
export function officer(actor: Actor, { applicant }: Pick<StepOpening, 'applicant'>): string {
  if (actor.kind !== 'person')
    throw new Refusal('forbidden', 'PERSON_NEEDED', 'Only a person who signed in may do this');
  const own = actor.organisationId !== undefined && actor.organisationId === applicant.organisationId;
  if (own || actor.id === applicant.personId)
    throw new Refusal(
      'forbidden',
      'OWN_APPLICATION',
      'Nobody reviews an application of their own organisation',
    );
  return actor.id;
}

/** Refusal: OUTCOME_UNKNOWN. */
export function refuseUnknownOutcome(outcome: string, { outcomes }: Pick<StepOpening, 'outcomes'>): void {
  if (outcomes.includes(outcome)) return;
  throw new Refusal('rule', 'OUTCOME_UNKNOWN', `The step ends ${outcomes.join(', ')}`, [
    { pointer: '/outcome', code: 'UNKNOWN', detail: 'is no outcome of this step' },
  ]);
}
