import { defineReadModel, readTable } from '@doyak/kernel/event-store';
import type { OrganisationEvent } from '../../domain/organisation.events.js';
import type { OrganisationKind } from '../../domain/roles.js';

interface Row {
  organisation_id: string;
  kind: OrganisationKind;
  name: string;
  business_number: string | null;
  active: boolean;
  registered_at: string;
}

export const organisations = readTable<Row>('identity_organisations', {
  key: 'organisation_id',
  columns: {
    organisation_id: 'uuid',
    kind: 'text not null',
    name: 'text not null',
    business_number: 'text',
    active: 'boolean not null',
    registered_at: 'timestamptz not null',
  },
  indexes: ['(name, organisation_id)', '(kind, name, organisation_id)', '(business_number)'],
  temporal: true,
});

/** Organisations by name. */
export const organisationList = defineReadModel<OrganisationEvent>({
  name: 'identity-organisations',
  version: 1,
  tables: [organisations],
  on: {
    OrganisationRegistered: ({ data, occurredAt }) =>
      organisations.put({
        organisation_id: data.organisationId,
        kind: data.kind,
        name: data.name,
        business_number: data.businessNumber,
        active: true,
        registered_at: occurredAt,
      }),
    OrganisationRenamed: ({ data }) =>
      organisations.change(data.organisationId, (row) => ({ ...row, name: data.name })),
    OrganisationDeactivated: ({ data }) =>
      organisations.change(data.organisationId, (row) => ({ ...row, active: false })),
  },
});
