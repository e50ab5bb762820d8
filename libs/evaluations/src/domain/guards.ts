import { type Actor, Refusal } from '@doyak/kernel/decider';
import { type Candidate, conflictOf } from './conflicts.js';
import type { KnownEvaluation, Seat } from './evaluation.state.js';

/** A person who is neither on the applicant's side nor on the panel. */
export function officer(actor: Actor, { applicant, seats }: KnownEvaluation): string {
  const by = person(actor);
  if (actor.id === applicant.personId || ofApplicant(actor, applicant.organisationId))
    throw new Refusal(
      'forbidden',
      'OWN_APPLICATION',
      'Nobody evaluates an application of their own organisation',
    );
  if (seats.some(({ personId }) => personId === by))
    throw new Refusal(
      'forbidden',
      'REVIEWER_NOT_OFFICER',
      'A member of the panel does not conduct its evaluation',
    );
  return by;
}

/** The seat of a reviewer whose scores can count. Refusals: PERSON_NEEDED, NOT_ON_PANEL, REVIEWER_OUT, REVIEWER_CONFLICTED. */
export function reviewer(actor: Actor, state: KnownEvaluation, known?: Candidate): Seat {
  const by = person(actor);
  const seat = state.seats.find(({ personId }) => personId === by);
  if (!seat) throw new Refusal('forbidden', 'NOT_ON_PANEL', 'Only members of the panel may do this');
  if (seat.out !== undefined)
    throw new Refusal('forbidden', 'REVIEWER_OUT', 'This seat on the panel has ended');
  const { organisationId } = actor;
  const conflict =
    conflictOf({ personId: by, organisationId, relations: [] }, state.applicant, []) ??
    (known && conflictOf(known, state.applicant, state.committee.exclusion));
  if (conflict)
    throw new Refusal(
      'forbidden',
      'REVIEWER_CONFLICTED',
      `A conflict of interest stands against it: ${conflict.ground}`,
    );
  return seat;
}

/** Refusal: PLEDGE_NEEDED. */
export function refuseUnpledged({ pledged }: Seat, { committee }: KnownEvaluation): void {
  if (committee.pledge && !pledged)
    throw new Refusal(
      'rule',
      'PLEDGE_NEEDED',
      'A pledge comes before access to documents and before scoring',
    );
}

/** Who scores reads the application, from the pledge until the panel is closed. Refusals: those of `reviewer`, PLEDGE_NEEDED, EVALUATION_CLOSED. */
export function refuseReading(actor: Actor, state: KnownEvaluation, known: Candidate): void {
  const seat = reviewer(actor, state, known);
  if (state.status !== 'scoring')
    throw new Refusal('conflict', 'EVALUATION_CLOSED', 'The evaluation has been closed or stopped');
  refuseUnpledged(seat, state);
}

export function person(actor: Actor): string {
  if (actor.kind !== 'person')
    throw new Refusal('forbidden', 'PERSON_NEEDED', 'Only a person who signed in may do this');
  return actor.id;
}

const ofApplicant = (actor: Actor, organisationId: string | undefined) =>
  actor.organisationId !== undefined && actor.organisationId === organisationId;
