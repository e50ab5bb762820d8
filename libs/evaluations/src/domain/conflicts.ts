import { z } from 'zod';

/** Grounds of exclusion (제척 사유) of a committee; former relations count like present ones. */
export const GROUNDS = [
  'self-or-spouse',
  'relative',
  'testimony-or-advice',
  'contract-or-appraisal',
  'agent',
  'same-organisation',
] as const;
export const ground = z.enum(GROUNDS);
export type Ground = z.output<typeof ground>;

/** A relation of a reviewer to a person or an organisation, as it was declared or recorded. */
export interface Relation {
  readonly relationId: string;
  readonly ground: Ground;
  readonly to: { readonly personId?: string; readonly organisationId?: string };
}

/** Who could sit on a panel, as the data knows them now. */
export interface Candidate {
  readonly personId: string;
  readonly organisationId?: string;
  /** Not of the agency that runs the program. */
  readonly outside: boolean;
  readonly relations: readonly Relation[];
}

export interface Applicant {
  readonly personId: string;
  readonly organisationId?: string;
}

export interface Conflict {
  readonly ground: Ground;
  /** What it was found from. */
  readonly source: 'applicant' | 'organisation' | 'relation';
  readonly relationId?: string;
}

/**
 * Exclusion (제척) found from data. Who applies, or belongs to the applicant's organisation, never evaluates; declared relations exclude on the
 * grounds that the committee names.
 */
export function conflictOf(
  { personId, organisationId, relations }: Pick<Candidate, 'personId' | 'organisationId' | 'relations'>,
  applicant: Applicant,
  grounds: readonly Ground[],
): Conflict | undefined {
  if (personId === applicant.personId) return { ground: 'self-or-spouse', source: 'applicant' };
  if (organisationId !== undefined && organisationId === applicant.organisationId)
    return { ground: 'same-organisation', source: 'organisation' };
  const found = relations.find(
    ({ ground: of, to }) =>
      grounds.includes(of) &&
      (to.personId === applicant.personId ||
        (to.organisationId !== undefined && to.organisationId === applicant.organisationId)),
  );
  return found && { ground: found.ground, source: 'relation', relationId: found.relationId };
}
