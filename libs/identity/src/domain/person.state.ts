import { Refusal } from '@doyak/kernel/decider';
import type { AuditLimits } from './person.commands.js';
import type { OrganisationKind, Role } from './roles.js';

export interface KnownPerson {
  readonly status: 'active' | 'inactive';
  readonly personId: string;
  readonly organisationId: string | null;
  readonly organisationKind: OrganisationKind | null;
  /** Grant id by role held. */
  readonly grants: Readonly<Partial<Record<Role, string>>>;
  readonly auditLimits?: AuditLimits | undefined;
  /** The invitation that can still be redeemed: issuing another or redeeming it ends it. */
  readonly invitation: { readonly invitationId: string; readonly expiresAt: string } | null;
  /** Names the row of `identity.credentials` that counts; null until the first password. */
  readonly credentialId: string | null;
  readonly lockedUntil: string | null;
  /** Nobody knows any more who it was. */
  readonly erased?: boolean;
}

export type PersonState = { readonly status: 'absent' } | KnownPerson;

/** The person, or a refusal: PERSON_NOT_FOUND, PERSON_INACTIVE. */
export function activePerson(state: PersonState): KnownPerson {
  if (state.status === 'absent')
    throw new Refusal('not-found', 'PERSON_NOT_FOUND', 'There is no such person.');
  if (state.status === 'inactive') {
    throw new Refusal('conflict', 'PERSON_INACTIVE', 'This person has been deactivated.');
  }
  return state;
}

/** Roles held by an active person; nobody else holds any. */
export function rolesOf(state: PersonState): readonly Role[] {
  if (state.status !== 'active') return [];
  const grants = state.grants;
  return (Object.keys(grants) as Role[]).filter((role) => grants[role] !== undefined).sort();
}

/** Roles that hold at an instant: an auditor's grant may be limited in time. */
export function rolesAt(state: PersonState, now: Date): readonly Role[] {
  if (state.status !== 'active') return [];
  const { from, until } = state.auditLimits ?? {};
  const at = now.toISOString();
  const closed = (from !== undefined && at < from) || (until !== undefined && at >= until);
  return rolesOf(state).filter((role) => role !== 'auditor' || !closed);
}

/** Whether sign-in is locked at that instant; locks always end by themselves. */
export function isLocked(state: PersonState, now: Date): boolean {
  return state.status === 'active' && state.lockedUntil !== null && now.toISOString() < state.lockedUntil;
}
