import { defineReadModel, readTable } from '@doyak/kernel/event-store';
import type { EndpointEvent } from '../../domain/endpoint.events.js';

/** One line of the list of endpoints. */
export interface EndpointLine {
  readonly id: string;
  readonly organisation_id: string;
  readonly url: string | null;
  readonly types: readonly string[];
  readonly cases: readonly string[] | null;
  readonly form: 'thin' | 'fat';
  readonly contract: number;
  readonly description: string;
  readonly contact: string | null;
  readonly officer: string;
  readonly concurrency: number;
  readonly per_minute: number | null;
  readonly status: 'pending' | 'active' | 'paused' | 'disabled';
  /** Why it is paused, and since when the officer is told. */
  readonly paused_because: 'person' | 'gone' | 'exhausted' | null;
  readonly paused_at: string | null;
  readonly reason: string | null;
  readonly registered_at: string;
  readonly version: number;
}

const lines = readTable<EndpointLine>('webhook_endpoints', {
  key: 'id',
  columns: {
    id: 'uuid',
    organisation_id: 'uuid not null',
    url: 'text',
    types: 'jsonb not null',
    cases: 'jsonb',
    form: 'text not null',
    contract: 'integer not null',
    description: 'text not null',
    contact: 'uuid',
    officer: 'uuid not null',
    concurrency: 'integer not null',
    per_minute: 'integer',
    status: 'text not null',
    paused_because: 'text',
    paused_at: 'timestamptz',
    reason: 'text',
    registered_at: 'timestamptz not null',
    version: 'integer not null',
  },
  indexes: [
    '(registered_at desc, id desc)',
    '(organisation_id, registered_at desc, id desc)',
    '(officer, status)',
  ],
});

type At = { readonly data: { readonly endpointId: string }; readonly streamVersion: number };
const change = ({ data, streamVersion }: At, to: Partial<EndpointLine>) =>
  lines.change(data.endpointId, (line) => ({ ...line, ...to, version: streamVersion }));
const flows = { paused_because: null, paused_at: null };

export const endpointList = defineReadModel<EndpointEvent>({
  name: 'webhook-endpoints',
  version: 1,
  tables: [lines],
  on: {
    EndpointRegistered: ({ data, occurredAt, streamVersion }) =>
      lines.put({
        ...{
          id: data.endpointId,
          organisation_id: data.organisationId,
          url: data.url ?? null,
          types: data.types,
        },
        ...{
          cases: data.cases ?? null,
          form: data.form,
          contract: data.contract,
          description: data.description,
        },
        ...{ contact: data.contact ?? null, officer: data.officer, concurrency: data.concurrency },
        ...{ per_minute: data.perMinute ?? null, status: 'pending', ...flows, reason: null },
        ...{ registered_at: occurredAt, version: streamVersion },
      }),
    EndpointChanged: ({ data, streamVersion }) =>
      lines.change(data.endpointId, (line) => ({
        ...line,
        ...{ url: data.url ?? null, types: data.types, cases: data.cases ?? null, form: data.form },
        ...{ description: data.description, contact: data.contact ?? null, officer: data.officer },
        ...{ concurrency: data.concurrency, per_minute: data.perMinute ?? null, reason: data.reason },
        status: line.status === 'disabled' || (data.url ?? null) === line.url ? line.status : 'pending',
        version: streamVersion,
      })),
    EndpointActivated: (event) => change(event, { status: 'active', ...flows }),
    EndpointPaused: (event) =>
      change(event, {
        ...{ status: 'paused', paused_because: event.data.because, paused_at: event.occurredAt },
        reason: event.data.reason,
      }),
    EndpointResumed: (event) => change(event, { status: 'active', ...flows, reason: event.data.reason }),
    EndpointDisabled: (event) => change(event, { status: 'disabled', ...flows, reason: event.data.reason }),
    SecretRotated: (event) => change(event, {}),
    MessagesReplayed: (event) => change(event, {}),
    MessageSetAside: (event) => change(event, {}),
    MessageReleased: (event) => change(event, {}),
    DigestIssued: (event) => change(event, {}),
  },
});
