import { Refusal, type Claim, type Decider } from '@doyak/kernel/decider';
import type { OrganisationEvent } from './organisation.events.js';
import type { OrganisationKind } from './roles.js';

export type OrganisationCommand =
  | {
      readonly type: 'RegisterOrganisation';
      readonly organisationId: string;
      readonly kind: OrganisationKind;
      readonly name: string;
      readonly businessNumber: string | null;
      readonly corporateNumber: string | null;
    }
  | { readonly type: 'RenameOrganisation'; readonly name: string; readonly reason: string }
  | { readonly type: 'DeactivateOrganisation'; readonly reason: string };

interface Known {
  readonly organisationId: string;
  readonly kind: OrganisationKind;
  readonly name: string;
  readonly businessNumber: string | null;
  readonly corporateNumber: string | null;
}

export type OrganisationState =
  { readonly status: 'absent' } | ({ readonly status: 'active' | 'inactive' } & Known);

/** An organisation whose people or keys use Doyak. One registration per business number, until it is deactivated. */
export const organisation: Decider<OrganisationState, OrganisationCommand, OrganisationEvent> = {
  name: 'organisation',
  initialState: { status: 'absent' },

  evolve(state, { type, data }) {
    switch (type) {
      case 'OrganisationRegistered': {
        return { status: 'active', ...data };
      }
      case 'OrganisationRenamed':
        return state.status === 'absent' ? state : { ...state, name: data.name };
      case 'OrganisationDeactivated':
        return state.status === 'absent' ? state : { ...state, status: 'inactive' };
    }
  },

  decide(command, state) {
    if (command.type === 'RegisterOrganisation') {
      if (state.status !== 'absent') {
        throw new Refusal(
          'conflict',
          'ORGANISATION_ALREADY_REGISTERED',
          'This organisation is registered already.',
        );
      }
      if (command.kind === 'company' && command.businessNumber === null) {
        throw new Refusal(
          'rule',
          'BUSINESS_NUMBER_MISSING',
          'A company is registered with its business number.',
        );
      }
      const { organisationId, kind, name, businessNumber, corporateNumber } = command;
      return [
        {
          type: 'OrganisationRegistered',
          data: { organisationId, kind, name, businessNumber, corporateNumber },
        },
      ];
    }
    const { organisationId, kind, name } = activeOrganisation(state);
    if (command.type === 'RenameOrganisation') {
      if (command.name === name) return [];
      return [
        { type: 'OrganisationRenamed', data: { organisationId, name: command.name, reason: command.reason } },
      ];
    }
    if (kind === 'agency') {
      // Its administrators would be shut out, and nobody left to let them in again.
      throw new Refusal('rule', 'AGENCY_STAYS', 'An agency that runs programs cannot be deactivated.');
    }
    return [{ type: 'OrganisationDeactivated', data: { organisationId, reason: command.reason } }];
  },

  claims({ type, data }, state) {
    if (type === 'OrganisationRegistered' && data.businessNumber !== null) {
      return { take: [businessNumberClaim(data.businessNumber)] };
    }
    if (type === 'OrganisationDeactivated' && state.status !== 'absent' && state.businessNumber !== null) {
      return { release: [businessNumberClaim(state.businessNumber)] };
    }
    return {};
  },
};

/** Claim: two registrations with the same business number cannot both be active. */
export const ONE_REGISTRATION = 'organisation-business-number';

function businessNumberClaim(key: string): Claim {
  return { name: ONE_REGISTRATION, key };
}

/** The organisation, or a refusal: ORGANISATION_NOT_FOUND, ORGANISATION_INACTIVE. */
export function activeOrganisation(state: OrganisationState): Known {
  if (state.status === 'absent') {
    throw new Refusal('not-found', 'ORGANISATION_NOT_FOUND', 'There is no such organisation.');
  }
  if (state.status === 'inactive') {
    throw new Refusal('conflict', 'ORGANISATION_INACTIVE', 'This organisation has been deactivated.');
  }
  return state;
}
