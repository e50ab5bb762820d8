import { defineReadModel, readTable } from '@doyak/kernel/event-store';
import type { ApiKeyEvent } from '../../domain/api-key.events.js';

interface Row {
  key_id: string;
  organisation_id: string;
  label: string;
  scopes: string[];
  issued_at: string;
  expires_at: string;
  revoked_at: string | null;
}

const table = readTable<Row>('identity_api_keys', {
  key: 'key_id',
  temporal: { since: 'issued_at' },
  columns: {
    key_id: 'uuid',
    organisation_id: 'uuid not null',
    label: 'text not null',
    scopes: 'jsonb not null',
    issued_at: 'timestamptz not null',
    expires_at: 'timestamptz not null',
    revoked_at: 'timestamptz',
  },
  indexes: ['(issued_at, key_id)', '(organisation_id, issued_at, key_id)'],
});

export { table as apiKeys };

/** API keys, without anything that proves them. */
export const apiKeyList = defineReadModel<ApiKeyEvent>({
  name: 'identity-api-keys',
  version: 1,
  tables: [table],
  on: {
    ApiKeyIssued: ({ data, occurredAt }) =>
      table.put({
        key_id: data.keyId,
        organisation_id: data.organisationId,
        label: data.label,
        scopes: data.scopes,
        issued_at: occurredAt,
        expires_at: data.expiresAt,
        revoked_at: null,
      }),
    ApiKeyRevoked: ({ data, occurredAt }) =>
      table.change(data.keyId, (row) => ({ ...row, revoked_at: occurredAt })),
  },
});
