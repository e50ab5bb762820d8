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

const table = readTable<Row>('identity_organisations', {
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
});

/** Organisations by name. */
export const organisationList = defineReadModel<OrganisationEvent>({
  name: 'identity-organisations',
  version: 1,
  tables: [table],
  on: {
    OrganisationRegistered: ({ data, occurredAt }) =>
      table.put({
        organisation_id: data.organisationId,
        kind: data.kind,
        name: data.name,
        business_number: data.businessNumber,
        active: true,
        registered_at: occurredAt,
      }),
    OrganisationRenamed: ({ data }) =>
      table.change(data.organisationId, (row) => ({ ...row, name: data.name })),
    OrganisationDeactivated: ({ data }) =>
      table.change(data.organisationId, (row) => ({ ...row, active: false })),
  },
});
