import { type Actor, Refusal } from '@doyak/kernel/decider';
import type { KnownRegistration } from './registration.state.js';

type Of = Pick<KnownRegistration, 'applicant'>;

/** A person who signed in. Refusal: PERSON_NEEDED. */
export function person(actor: Actor): string {
  if (actor.kind !== 'person')
    throw new Refusal('forbidden', 'PERSON_NEEDED', 'Only a person who signed in may do this');
  return actor.id;
}

/** Somebody who is not on the applicant's side. Refusals: PERSON_NEEDED, OWN_APPLICATION. */
export function officer(actor: Actor, state: Of): string {
  const by = person(actor);
  if (isApplicant(actor, state))
    throw new Refusal('forbidden', 'OWN_APPLICATION', 'Nobody decides on the own application');
  return by;
}

/** Somebody of the applicant's. Refusals: PERSON_NEEDED, NOT_THE_APPLICANT. */
export function applicantOf(actor: Actor, state: Of): string {
  const by = person(actor);
  if (!isApplicant(actor, state))
    throw new Refusal('forbidden', 'NOT_THE_APPLICANT', 'Only the applicant may do this');
  return by;
}

function isApplicant(actor: Actor, { applicant: { organisationId, personId } }: Of): boolean {
  return organisationId === undefined
    ? actor.id === personId
    : actor.organisationId === organisationId || actor.id === personId;
}
