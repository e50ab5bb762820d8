import { describe, expect, it } from '@jest/globals';
import { fold } from '@doyak/kernel/decider';
import { given } from '@doyak/kernel/testing';
import { activeOrganisation, organisation } from './organisation.js';
import type { OrganisationEvent } from './organisation.events.js';

const organisationId = '0190a000-0000-7000-8000-00000000000b';
const facts = {
  organisationId,
  kind: 'company',
  name: 'Example Chips',
  businessNumber: '1248100998',
  corporateNumber: null,
} as const;
const registered: OrganisationEvent = { type: 'OrganisationRegistered', data: facts };
const deactivated: OrganisationEvent = {
  type: 'OrganisationDeactivated',
  data: { organisationId, reason: 'closed' },
};

describe('organisation', () => {
  it('is registered once; a company with its business number', () => {
    const register = { type: 'RegisterOrganisation', ...facts } as const;
    given(organisation).when(register).then(registered);
    given(organisation, [registered]).when(register).thenRefuses('ORGANISATION_ALREADY_REGISTERED');
    given(organisation)
      .when({ ...register, businessNumber: null })
      .thenRefuses('BUSINESS_NUMBER_MISSING');
    expect(
      given(organisation)
        .when({ ...register, kind: 'foundry', businessNumber: null })
        .events(),
    ).toHaveLength(1);
  });

  it('is renamed with a reason', () => {
    given(organisation, [registered])
      .when({ type: 'RenameOrganisation', name: 'Example Silicon', reason: 'renamed in the register' })
      .then({
        type: 'OrganisationRenamed',
        data: { organisationId, name: 'Example Silicon', reason: 'renamed in the register' },
      });
    given(organisation, [registered])
      .when({ type: 'RenameOrganisation', name: facts.name, reason: 'x' })
      .then();
  });

  it('is deactivated for good, except an agency', () => {
    const command = { type: 'DeactivateOrganisation', reason: 'closed' } as const;
    given(organisation, [registered]).when(command).then(deactivated);
    given(organisation, [registered, deactivated]).when(command).thenRefuses('ORGANISATION_INACTIVE');
    given(organisation, [{ ...registered, data: { ...facts, kind: 'agency' } }])
      .when(command)
      .thenRefuses('AGENCY_STAYS');
    given(organisation).when(command).thenRefuses('ORGANISATION_NOT_FOUND');
    expect(() => activeOrganisation(fold(organisation, [registered, deactivated]))).toThrow(
      'ORGANISATION_INACTIVE',
    );
  });

  it('holds its business number from registration to deactivation', () => {
    const claim = { name: 'organisation-business-number', key: '1248100998' };
    expect(organisation.claims?.(registered, organisation.initialState)).toEqual({ take: [claim] });
    expect(organisation.claims?.(deactivated, fold(organisation, [registered]))).toEqual({
      release: [claim],
    });
    const without: OrganisationEvent = { ...registered, data: { ...facts, businessNumber: null } };
    expect(organisation.claims?.(without, organisation.initialState)).toEqual({});
  });
});
