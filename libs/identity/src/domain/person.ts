import { Refusal, type Decider } from '@doyak/kernel/decider';
import type { PersonCommand } from './person.commands.js';
import type { PersonEvent } from './person.events.js';
import { decideErasure, decideJoin, decidePassword, decideRole } from './person.rules.js';
import { activePerson, type PersonState } from './person.state.js';

/**
 * A person (담당자, 평가위원, 신청인 …): where they belong, what they may do, which credential counts, and whether they
 * may sign in. An administrator cannot be deactivated while holding that role, so that `administrators` can trust it.
 */
export const person: Decider<PersonState, PersonCommand, PersonEvent> = {
  name: 'person',
  initialState: { status: 'absent' },

  evolve(state, { type, data }) {
    if (type === 'PersonRegistered') {
      const { personId, organisationId, organisationKind } = data;
      return {
        status: 'active',
        personId,
        organisationId,
        organisationKind,
        grants: {},
        invitation: null,
        credentialId: null,
        lockedUntil: null,
      };
    }
    if (state.status === 'absent') return state;
    switch (type) {
      case 'PersonJoinedOrganisation':
        return { ...state, organisationId: data.organisationId, organisationKind: data.organisationKind };
      case 'InvitationIssued':
        return { ...state, invitation: { invitationId: data.invitationId, expiresAt: data.expiresAt } };
      case 'PasswordSet':
        return { ...state, credentialId: data.credentialId, invitation: null, lockedUntil: null };
      case 'RoleGranted':
        return {
          ...state,
          grants: { ...state.grants, [data.role]: data.grantId },
          ...(data.role === 'auditor' ? { auditLimits: data.limits } : {}),
        };
      case 'RoleRevoked':
        return { ...state, grants: { ...state.grants, [data.role]: undefined } };
      case 'SignInLocked':
        return { ...state, lockedUntil: data.until };
      case 'SignInUnlocked':
        return { ...state, lockedUntil: null };
      case 'PersonDeactivated':
        return { ...state, status: 'inactive', invitation: null, grants: {} };
      case 'PersonErased':
        return {
          ...{ ...state, status: 'inactive', invitation: null, grants: {} },
          ...{ credentialId: null, lockedUntil: null, erased: true },
        };
      case 'ContactDataChanged':
      case 'RefreshTokenReused':
        return state;
    }
  },

  decide(command, state) {
    if (command.type === 'RegisterPerson') {
      if (state.status !== 'absent') {
        throw new Refusal('conflict', 'PERSON_ALREADY_REGISTERED', 'This person is registered already.');
      }
      const { personId, organisationId, organisationKind } = command;
      return [{ type: 'PersonRegistered', data: { personId, organisationId, organisationKind } }];
    }
    if (command.type === 'ErasePerson') return decideErasure(command, state);
    const known = activePerson(state);
    const { personId } = known;
    switch (command.type) {
      case 'JoinOrganisation':
        return decideJoin(command.organisationId, command.organisationKind, known);
      case 'ChangeContact':
        return command.fields.length === 0
          ? []
          : [{ type: 'ContactDataChanged', data: { personId, fields: [...command.fields] } }];
      case 'IssueInvitation': {
        const { invitationId, expiresAt } = command;
        return [
          { type: 'InvitationIssued', data: { personId, invitationId, expiresAt: expiresAt.toISOString() } },
        ];
      }
      case 'SetPassword':
        return decidePassword(command, known);
      case 'GrantRole':
      case 'RevokeRole':
        return decideRole(command, known);
      case 'LockSignIn': {
        const until = command.until.toISOString();
        if (known.lockedUntil !== null && known.lockedUntil >= until) return [];
        return [{ type: 'SignInLocked', data: { personId, failures: command.failures, until } }];
      }
      case 'UnlockSignIn':
        return known.lockedUntil === null
          ? []
          : [{ type: 'SignInUnlocked', data: { personId, reason: command.reason } }];
      case 'ReportRefreshReuse':
        return [{ type: 'RefreshTokenReused', data: { personId, sessionId: command.sessionId } }];
      case 'DeactivatePerson':
        if (known.grants.administrator !== undefined) {
          throw new Refusal(
            'conflict',
            'ADMINISTRATOR_ROLE_HELD',
            'Revoke the role administrator first, then deactivate the person.',
          );
        }
        return [{ type: 'PersonDeactivated', data: { personId, reason: command.reason } }];
    }
  },
};
