import { Refusal, type Given } from '@doyak/kernel/decider';
import type { AuditLimits, GrantRole, PersonCommand, RevokeRole, SetPassword } from './person.commands.js';
import type { PersonEvent } from './person.events.js';
import { rolesOf, type KnownPerson, type PersonState } from './person.state.js';
import { rolesOfKind, type OrganisationKind, type Role } from './roles.js';

/** Refusals: INVITATION_INVALID, CREDENTIAL_CHANGED, BOOTSTRAP_ONLY_BY_SYSTEM. */
export function decidePassword(command: Given<SetPassword>, state: KnownPerson): PersonEvent[] {
  const { by, credentialId, now, actor } = command;
  switch (by.kind) {
    case 'invitation':
      if (
        state.invitation?.invitationId !== by.invitationId ||
        now.toISOString() >= state.invitation.expiresAt
      ) {
        throw invitationInvalid();
      }
      break;
    case 'self':
      if (state.credentialId !== by.credentialId || actor.id !== state.personId) {
        throw new Refusal('conflict', 'CREDENTIAL_CHANGED', 'The password has been changed in the meantime.');
      }
      break;
    case 'bootstrap':
      if (actor.kind !== 'system' || state.grants.administrator !== undefined) {
        throw new Refusal(
          'forbidden',
          'BOOTSTRAP_ONLY_BY_SYSTEM',
          'Only a first start sets a password this way.',
        );
      }
  }
  return [{ type: 'PasswordSet', data: { personId: state.personId, credentialId, by: by.kind } }];
}

/** One answer for unknown, spent, superseded and expired tokens: which of them it was is nobody's business. */
export function invitationInvalid(): Refusal {
  return new Refusal('rule', 'INVITATION_INVALID', 'This invitation is not valid or no longer valid.');
}

/** Refusals: SELF_GRANT, ROLE_NOT_FOR_ORGANISATION, ADMINISTRATOR_NEEDS_PASSWORD, ROLE_NOT_HELD. */
export function decideRole(command: Given<GrantRole | RevokeRole>, state: KnownPerson): PersonEvent[] {
  const { personId, grants } = state;
  const { role, grantId, reason } = command;
  if (command.type === 'RevokeRole') {
    if (grants[role] !== grantId) {
      throw new Refusal(
        'conflict',
        'ROLE_NOT_HELD',
        `This person does not hold the role ${role} by that grant.`,
      );
    }
    return [{ type: 'RoleRevoked', data: { personId, role, grantId, reason } }];
  }
  if (command.actor.kind === 'person' && command.actor.id === personId) {
    throw new Refusal('forbidden', 'SELF_GRANT', 'Nobody grants a role to themselves.');
  }
  if (grants[role] !== undefined) return [];
  const { limits } = command;
  if (limits && role !== 'auditor')
    throw new Refusal('rule', 'LIMITS_ONLY_FOR_AUDITORS', 'Only the role auditor can be limited.');
  requireRoleOfKind(role, state.organisationKind);
  if (role === 'administrator' && state.credentialId === null) {
    // One who never signed in could become the only administrator, and be unable to.
    throw new Refusal('rule', 'ADMINISTRATOR_NEEDS_PASSWORD', 'An administrator sets a password first.');
  }
  return [
    {
      type: 'RoleGranted',
      data: { personId, role, grantId, reason, ...(limits && { limits: asRecorded(limits) }) },
    },
  ];
}

function asRecorded({ programs, from, until }: AuditLimits) {
  return { ...(programs && { programs: [...programs] }), ...(from && { from }), ...(until && { until }) };
}

/** Refusals: PERSON_NOT_FOUND, ADMINISTRATOR_ROLE_HELD, DATA_MUST_BE_KEPT. */
export function decideErasure(
  { reason, kept }: Extract<PersonCommand, { type: 'ErasePerson' }>,
  state: PersonState,
): PersonEvent[] {
  if (state.status === 'absent')
    throw new Refusal('not-found', 'PERSON_NOT_FOUND', 'There is no such person.');
  if (state.erased) return [];
  if (state.grants.administrator !== undefined)
    throw new Refusal('conflict', 'ADMINISTRATOR_ROLE_HELD', 'Revoke the role administrator first.');
  if (kept.length > 0) {
    const detail = kept
      .map(({ what, until }) => `${what} ${until ? `until ${until}` : 'which goes on'}`)
      .join(', ');
    throw new Refusal('rule', 'DATA_MUST_BE_KEPT', `This person's data is kept for: ${detail}`);
  }
  return [{ type: 'PersonErased', data: { personId: state.personId, reason } }];
}

/** Refusals: ALREADY_IN_AN_ORGANISATION, NOT_A_COMPANY, ROLE_NOT_FOR_ORGANISATION. */
export function decideJoin(
  organisationId: string,
  organisationKind: OrganisationKind,
  state: KnownPerson,
): PersonEvent[] {
  const { personId, organisationId: current } = state;
  if (current === organisationId) return [];
  if (current !== null) {
    throw new Refusal(
      'conflict',
      'ALREADY_IN_AN_ORGANISATION',
      'This person belongs to another organisation.',
    );
  }
  if (organisationKind !== 'company') {
    throw new Refusal('rule', 'NOT_A_COMPANY', 'A founder without a company can only join a company.');
  }
  for (const role of rolesOf(state)) requireRoleOfKind(role, organisationKind);
  return [{ type: 'PersonJoinedOrganisation', data: { personId, organisationId, organisationKind } }];
}

function requireRoleOfKind(role: Role, kind: OrganisationKind | null): void {
  if (rolesOfKind(kind).includes(role)) return;
  throw new Refusal(
    'rule',
    'ROLE_NOT_FOR_ORGANISATION',
    `People of ${kind ?? 'no organisation'} cannot hold the role ${role}.`,
  );
}
