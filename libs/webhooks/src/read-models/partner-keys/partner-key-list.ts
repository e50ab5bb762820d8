import { defineReadModel, readTable } from '@doyak/kernel/event-store';
import type { PartnerEvent } from '../../domain/partner.events.js';

interface PartnerKeyLine {
  readonly public_key: string;
  readonly organisation_id: string;
  readonly registered_at: string;
}

const lines = readTable<PartnerKeyLine>('webhook_partner_keys', {
  key: 'public_key',
  columns: { public_key: 'text', organisation_id: 'uuid not null', registered_at: 'timestamptz not null' },
  indexes: ['(registered_at desc)'],
});

/** Whose key is it? Revoked ones too: who signed is worth knowing even where it counts no more. */
export const partnerKeyList = defineReadModel<PartnerEvent>({
  name: 'webhook-partner-keys',
  version: 1,
  tables: [lines],
  on: {
    PartnerKeyRegistered: ({ data, occurredAt }) =>
      lines.put({
        ...{ public_key: data.publicKey, organisation_id: data.organisationId },
        registered_at: occurredAt,
      }),
  },
});
