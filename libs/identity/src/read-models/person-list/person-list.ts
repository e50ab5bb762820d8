import { defineReadModel, readTable } from '@doyak/kernel/event-store';
import type { PersonEvent } from '../../domain/person.events.js';
import type { Role } from '../../domain/roles.js';

interface Row {
  person_id: string;
  organisation_id: string | null;
  roles: Role[];
  active: boolean;
  has_password: boolean;
  locked_until: string | null;
  registered_at: string;
}

const table = readTable<Row>('identity_people', {
  key: 'person_id',
  temporal: { since: 'registered_at' },
  columns: {
    person_id: 'uuid',
    organisation_id: 'uuid',
    roles: 'jsonb not null',
    active: 'boolean not null',
    has_password: 'boolean not null',
    locked_until: 'timestamptz',
    registered_at: 'timestamptz not null',
  },
  indexes: ['(registered_at, person_id)', '(organisation_id, registered_at, person_id)', 'using gin (roles)'],
});

export { table as people };

/** People with their roles; without names, which are looked up in `identity.people` when a list is read. */
export const personList = defineReadModel<PersonEvent>({
  name: 'identity-people',
  version: 1,
  tables: [table],
  on: {
    PersonRegistered: ({ data, occurredAt }) =>
      table.put({
        person_id: data.personId,
        organisation_id: data.organisationId,
        roles: [],
        active: true,
        has_password: false,
        locked_until: null,
        registered_at: occurredAt,
      }),
    PersonJoinedOrganisation: ({ data }) =>
      table.change(data.personId, (row) => ({ ...row, organisation_id: data.organisationId })),
    PasswordSet: ({ data }) =>
      table.change(data.personId, (row) => ({ ...row, has_password: true, locked_until: null })),
    RoleGranted: ({ data }) =>
      table.change(data.personId, (row) => ({ ...row, roles: [...row.roles, data.role].sort() })),
    RoleRevoked: ({ data }) =>
      table.change(data.personId, (row) => ({
        ...row,
        roles: row.roles.filter((role) => role !== data.role),
      })),
    SignInLocked: ({ data }) => table.change(data.personId, (row) => ({ ...row, locked_until: data.until })),
    SignInUnlocked: ({ data }) => table.change(data.personId, (row) => ({ ...row, locked_until: null })),
    PersonDeactivated: ({ data }) =>
      table.change(data.personId, (row) => ({ ...row, active: false, roles: [] })),
    PersonErased: ({ data }) => table.change(data.personId, (row) => ({ ...row, active: false, roles: [] })),
  },
});
