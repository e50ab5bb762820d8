import { type Actor, Refusal } from '@doyak/kernel/decider';

interface Sides {
  readonly applicant: { readonly personId: string; readonly organisationId?: string };
}

/** Refusal: PERSON_NEEDED. */
export function person(actor: Actor): string {
  if (actor.kind === 'person') return actor.id;
  throw new Refusal('forbidden', 'PERSON_NEEDED', 'Only a person who signed in may do this');
}

/** Whether somebody acts for the applicant. */
export function ofApplicant(actor: Actor, { applicant }: Sides): boolean {
  const own = actor.organisationId !== undefined && actor.organisationId === applicant.organisationId;
  return own || actor.id === applicant.personId;
}

/** An officer who is not on the applicant's side. Refusals: PERSON_NEEDED, OWN_APPLICATION. */
export function officer(actor: Actor, sides: Sides): string {
  const by = person(actor);
  if (ofApplicant(actor, sides))
    throw new Refusal('forbidden', 'OWN_APPLICATION', 'Nobody decides on a run of their own organisation');
  return by;
}

export const placeOf = ({ runId, caseId, stage, run }: PlaceOfRun) => ({ runId, caseId, stage, run });
interface PlaceOfRun {
  readonly runId: string;
  readonly caseId: string;
  readonly stage: string;
  readonly run: number;
}
