import { type Actor, Refusal } from '@doyak/kernel/decider';

/** Duties in a payment (지급업무): who prepares, who checks, who releases. */
export type Duty = 'make' | 'check' | 'release';

/** Who carried out a duty, and for whom, where it was delegated. */
export interface Hand {
  readonly duty: Duty;
  readonly by: string;
  readonly for?: string | undefined;
}

export interface Beneficiary {
  readonly personId: string;
  readonly organisationId?: string | undefined;
}

/**
 * Whether `next` may lay a hand on a payment that others had theirs on. Whoever acts for somebody counts as both: a delegation never lets one
 * person hold two duties. Refusal: FOUR_EYES.
 */
export function refuseSameEyes(hands: readonly Hand[], next: Hand): void {
  const people = new Set(hands.flatMap((hand) => [hand.by, hand.for]));
  if (people.has(next.by) || (next.for !== undefined && people.has(next.for)))
    throw new Refusal('forbidden', 'FOUR_EYES', 'Another person has to do this');
}

/** Nobody decides about money for themselves or for an organisation they belong to. Refusals: PERSON_NEEDED, OWN_APPLICATION. */
export function officerFor(actor: Actor, to: Beneficiary): string {
  if (actor.kind !== 'person')
    throw new Refusal('forbidden', 'PERSON_NEEDED', 'Only a person who signed in may do this');
  const own = actor.organisationId !== undefined && actor.organisationId === to.organisationId;
  if (own || actor.id === to.personId)
    throw new Refusal('forbidden', 'OWN_APPLICATION', 'Nobody decides about money for their own side');
  return actor.id;
}

/** Above the limit a checker comes between maker and releaser. */
export const needsCheck = (amount: number, threePeopleAbove: number): boolean => amount > threePeopleAbove;

/** Somebody of the beneficiary's own side. Refusals: PERSON_NEEDED, NOT_BENEFICIARY. */
export function claimantFor(actor: Actor, { personId, organisationId }: Beneficiary): string {
  if (actor.kind !== 'person')
    throw new Refusal('forbidden', 'PERSON_NEEDED', 'Only a person who signed in may do this');
  if (organisationId === undefined ? actor.id !== personId : actor.organisationId !== organisationId)
    throw new Refusal('forbidden', 'NOT_BENEFICIARY', 'Only the beneficiary does this');
  return actor.id;
}
