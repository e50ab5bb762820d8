import { describe, expect, it } from '@jest/globals';
import type { Actor } from '@doyak/kernel/decider';
import { given, testNow } from '@doyak/kernel/testing';
import { person } from './person.js';
import type { PersonEvent } from './person.events.js';
import { isLocked, rolesOf } from './person.state.js';

const personId = '0190a000-0000-7000-8000-00000000000a';
const organisationId = '0190a000-0000-7000-8000-00000000000b';
const grantId = '0190a000-0000-7000-8000-00000000000c';
const credentialId = '0190a000-0000-7000-8000-00000000000d';
const invitationId = '0190a000-0000-7000-8000-00000000000e';
const later = new Date(testNow.getTime() + 60_000);
const self: Actor = { kind: 'person', id: personId, authority: 'role:administrator' };

const registered: PersonEvent = {
  type: 'PersonRegistered',
  data: { personId, organisationId, organisationKind: 'agency' },
};
const founder: PersonEvent = {
  type: 'PersonRegistered',
  data: { personId, organisationId: null, organisationKind: null },
};
const invited: PersonEvent = {
  type: 'InvitationIssued',
  data: { personId, invitationId, expiresAt: later.toISOString() },
};
const passwordSet: PersonEvent = { type: 'PasswordSet', data: { personId, credentialId, by: 'invitation' } };
const granted = (role: 'administrator' | 'operator' | 'applicant' | 'auditor'): PersonEvent => ({
  type: 'RoleGranted',
  data: { personId, role, grantId, reason: 'appointed' },
});

describe('person', () => {
  it('is registered once', () => {
    const command = {
      type: 'RegisterPerson',
      personId,
      organisationId,
      organisationKind: 'agency',
    } as const;
    given(person).when(command).then(registered);
    given(person, [registered]).when(command).thenRefuses('PERSON_ALREADY_REGISTERED');
  });

  it('must exist and be active for anything else', () => {
    const command = { type: 'UnlockSignIn', reason: 'asked by phone' } as const;
    given(person).when(command).thenRefuses('PERSON_NOT_FOUND');
    given(person, [registered, { type: 'PersonDeactivated', data: { personId, reason: 'left' } }])
      .when(command)
      .thenRefuses('PERSON_INACTIVE');
  });

  describe('password', () => {
    const set = { type: 'SetPassword', credentialId, by: { kind: 'invitation', invitationId } } as const;

    it('is set by an open invitation, which is spent with it', () => {
      const state = given(person, [registered, invited]).when(set).then(passwordSet);
      expect(state).toMatchObject({ credentialId, invitation: null });
      given(person, [registered, invited, passwordSet]).when(set).thenRefuses('INVITATION_INVALID');
    });

    it('is not set by an invitation that expired or was superseded', () => {
      given(person, [registered, invited])
        .when({ ...set, now: later })
        .thenRefuses('INVITATION_INVALID');
      const newer: PersonEvent = { ...invited, data: { ...invited.data, invitationId: grantId } };
      given(person, [registered, invited, newer]).when(set).thenRefuses('INVITATION_INVALID');
    });

    it('is changed only by the person, from the credential that was shown', () => {
      const change = {
        type: 'SetPassword',
        credentialId: grantId,
        by: { kind: 'self', credentialId },
      } as const;
      const history = [registered, invited, passwordSet];
      given(person, history)
        .when({ ...change, actor: self })
        .then({ type: 'PasswordSet', data: { personId, credentialId: grantId, by: 'self' } });
      given(person, history).when(change).thenRefuses('CREDENTIAL_CHANGED');
      given(person, history)
        .when({ ...change, actor: self, by: { kind: 'self', credentialId: grantId } })
        .thenRefuses('CREDENTIAL_CHANGED');
    });

    it('is set without any proof only by the first start', () => {
      const command = { type: 'SetPassword', credentialId, by: { kind: 'bootstrap' } } as const;
      const actor: Actor = { kind: 'system', id: 'bootstrap', authority: 'bootstrap' };
      given(person, [registered]).when(command).thenRefuses('BOOTSTRAP_ONLY_BY_SYSTEM');
      given(person, [registered])
        .when({ ...command, actor })
        .then({
          type: 'PasswordSet',
          data: { personId, credentialId, by: 'bootstrap' },
        });
      given(person, [registered, passwordSet, granted('administrator')])
        .when({ ...command, actor })
        .thenRefuses('BOOTSTRAP_ONLY_BY_SYSTEM');
    });
  });

  describe('roles', () => {
    const grant = { type: 'GrantRole', role: 'operator', grantId, reason: 'appointed' } as const;

    it('are granted by somebody else, with a reason, once', () => {
      const state = given(person, [registered]).when(grant).then(granted('operator'));
      expect(rolesOf(state)).toEqual(['operator']);
      given(person, [registered])
        .when({ ...grant, actor: self })
        .thenRefuses('SELF_GRANT');
      given(person, [registered, granted('operator')])
        .when(grant)
        .then();
    });

    it('fit the kind of organisation', () => {
      given(person, [founder]).when(grant).thenRefuses('ROLE_NOT_FOR_ORGANISATION');
      given(person, [founder])
        .when({ ...grant, role: 'applicant' })
        .then(granted('applicant'));
    });

    it('let nobody administrate who has no password', () => {
      const command = { ...grant, role: 'administrator' } as const;
      given(person, [registered]).when(command).thenRefuses('ADMINISTRATOR_NEEDS_PASSWORD');
      given(person, [registered, passwordSet]).when(command).then(granted('administrator'));
    });

    it('are revoked by the grant that was meant', () => {
      const revoke = { type: 'RevokeRole', role: 'operator', grantId, reason: 'moved' } as const;
      const state = given(person, [registered, granted('operator')])
        .when(revoke)
        .then({ type: 'RoleRevoked', data: { personId, role: 'operator', grantId, reason: 'moved' } });
      expect(rolesOf(state)).toEqual([]);
      given(person, [registered, granted('operator')])
        .when({ ...revoke, grantId: credentialId })
        .thenRefuses('ROLE_NOT_HELD');
    });
  });

  it('as administrator cannot be deactivated; otherwise loses all roles with it', () => {
    const command = { type: 'DeactivatePerson', reason: 'left' } as const;
    given(person, [registered, passwordSet, granted('administrator')])
      .when(command)
      .thenRefuses('ADMINISTRATOR_ROLE_HELD');
    const state = given(person, [registered, granted('operator')])
      .when(command)
      .then({ type: 'PersonDeactivated', data: { personId, reason: 'left' } });
    expect(rolesOf(state)).toEqual([]);
  });

  it('without a company joins one later, and only one', () => {
    const join = { type: 'JoinOrganisation', organisationId, organisationKind: 'company' } as const;
    const joined: PersonEvent = {
      type: 'PersonJoinedOrganisation',
      data: { personId, organisationId, organisationKind: 'company' },
    };
    given(person, [founder, granted('applicant')])
      .when(join)
      .then(joined);
    given(person, [founder, joined]).when(join).then();
    given(person, [founder, joined])
      .when({ ...join, organisationId: grantId })
      .thenRefuses('ALREADY_IN_AN_ORGANISATION');
    given(person, [founder])
      .when({ ...join, organisationKind: 'foundry' })
      .thenRefuses('NOT_A_COMPANY');
    given(person, [founder, granted('auditor')])
      .when(join)
      .thenRefuses('ROLE_NOT_FOR_ORGANISATION');
  });

  it('is locked until an instant, never shorter than before, and unlocked by somebody', () => {
    const lock = { type: 'LockSignIn', failures: 5, until: later } as const;
    const locked: PersonEvent = {
      type: 'SignInLocked',
      data: { personId, failures: 5, until: later.toISOString() },
    };
    const state = given(person, [registered]).when(lock).then(locked);
    expect([isLocked(state, testNow), isLocked(state, later)]).toEqual([true, false]);
    given(person, [registered, locked]).when(lock).then();
    const unlocked = given(person, [registered, locked])
      .when({ type: 'UnlockSignIn', reason: 'identified by phone' })
      .then({ type: 'SignInUnlocked', data: { personId, reason: 'identified by phone' } });
    expect(isLocked(unlocked, testNow)).toBe(false);
    given(person, [registered]).when({ type: 'UnlockSignIn', reason: 'x' }).then();
  });

  it('keeps contact data out of its events', () => {
    given(person, [registered])
      .when({ type: 'ChangeContact', fields: ['email'] })
      .then({ type: 'ContactDataChanged', data: { personId, fields: ['email'] } });
    given(person, [registered]).when({ type: 'ChangeContact', fields: [] }).then();
  });

  it('notes a refresh token used twice', () => {
    given(person, [registered])
      .when({ type: 'ReportRefreshReuse', sessionId: grantId })
      .then({ type: 'RefreshTokenReused', data: { personId, sessionId: grantId } });
  });
});
