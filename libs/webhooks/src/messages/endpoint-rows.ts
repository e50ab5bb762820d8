import type { LoggedEvent } from '@doyak/kernel/event-store';
import type pg from 'pg';
import type { EndpointEvent } from '../domain/endpoint.events.js';
import { setDigestTimer } from '../digests.js';
import { publicationOf } from '../published/catalogue.js';
import { address } from './publish.js';

type Tx = Pick<pg.PoolClient, 'query'>;

/** What the events of an endpoint change in the tables from which deliveries work. */
export async function applyToEndpoint(event: LoggedEvent<EndpointEvent>, tx: Tx): Promise<void> {
  const { data, type } = event as EndpointEvent;
  const set = (assignments: string, ...values: unknown[]) =>
    tx.query(`update webhooks.endpoints set ${assignments} where endpoint_id = $1`, [
      data.endpointId,
      ...values,
    ]);
  switch (type) {
    case 'EndpointRegistered':
      await tx.query(
        `insert into webhooks.endpoints (endpoint_id, organisation_id, url, types, cases, form, contract, concurrency, per_minute, status)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'pending') on conflict do nothing`,
        [
          ...[data.endpointId, data.organisationId, data.url, data.types, data.cases, data.form],
          ...[data.contract, data.concurrency, data.perMinute],
        ],
      );
      return;
    case 'EndpointChanged':
      await set(
        `url = $2, types = $3, cases = $4, form = $5, concurrency = $6, per_minute = $7,
         status = case when status = 'disabled' or url is not distinct from $2 then status else 'pending' end`,
        ...[data.url, data.types, data.cases, data.form, data.concurrency, data.perMinute],
      );
      return;
    case 'EndpointActivated':
      await set(
        `status = 'active', allowed_per_minute = $2, due_at = now(), not_before = null, queued_at = null`,
        data.allowedPerMinute,
      );
      await setDigestTimer(data.endpointId, new Date(event.occurredAt), tx);
      return;
    case 'EndpointPaused':
      await set(`status = 'paused'`);
      return;
    case 'EndpointResumed':
      // What had used up its attempts begins anew, in order: a lane that still runs sees by the time that it failed before.
      await tx.query(
        `update webhooks.messages set attempts = 0, retry_at = now()
         where endpoint_id = $1 and state = 'waiting' and retry_at is not null`,
        [data.endpointId],
      );
      await set(`status = 'active', due_at = now(), not_before = null, queued_at = null`);
      return;
    case 'EndpointDisabled':
      await set(`status = 'disabled', due_at = null`);
      return;
    case 'SecretRotated':
      // The row of the new one is there already: it is written before the event.
      await tx.query(
        `update webhooks.secrets set valid_until = $3 where endpoint_id = $1 and secret_id <> $2 and valid_until is null`,
        [data.endpointId, data.secretId, data.previousUntil],
      );
      return;
    case 'MessagesReplayed':
      await replay(data, tx);
      await set('due_at = now()');
      return;
    case 'MessageSetAside':
    case 'MessageReleased':
      await tx.query(
        `update webhooks.messages set state = $3, retry_at = null, attempts = 0
         where endpoint_id = $1 and index = $2 and state <> 'delivered'`,
        [data.endpointId, data.index, type === 'MessageSetAside' ? 'set-aside' : 'waiting'],
      );
      await set('due_at = now()');
      return;
    case 'DigestIssued':
      await address(event, publicationOf('DigestIssued')!, data.endpointId, tx);
      await setDigestTimer(data.endpointId, new Date(event.occurredAt), tx);
      return;
  }
}

/** Events of a range that the endpoint may have, whether or not there is a message yet; `$1` endpoint, `$2` from, `$3` to. */
const ENTITLED = `
  from webhooks.endpoints e
  join webhooks.grants g on g.organisation_id = e.organisation_id
  join webhooks.case_partners p on p.organisation_id = e.organisation_id
  join doyak.log l on l.case_id = p.case_id and l.index >= p.since_index
  join doyak.events v on v.position = l.position
  where e.endpoint_id = $1 and l.index between $2 and $3 and v.type = any(e.types) and v.type = any(g.types)
    and v.type not like 'webhooks.%' and (e.cases is null or l.case_id = any(e.cases))`;

/** Messages that a replay of a range would send. */
export async function countReplay(endpointId: string, from: number, to: number, pool: Tx): Promise<number> {
  const { rows } = await pool.query<{ count: string }>(
    `select count(*) from (
       select index from webhooks.messages where endpoint_id = $1 and index between $2 and $3 and state <> 'set-aside'
       union select l.index ${ENTITLED}
         and not exists (select from webhooks.messages m where m.endpoint_id = $1 and m.index = l.index)) r`,
    [endpointId, from, to],
  );
  return Number(rows[0]!.count);
}

async function replay(
  { endpointId, from, to }: { endpointId: string; from: number; to: number },
  tx: Tx,
): Promise<void> {
  await tx.query(
    `update webhooks.messages set state = 'waiting', attempts = 0, retry_at = null, delivered_at = null
     where endpoint_id = $1 and index between $2 and $3 and state <> 'set-aside'`,
    [endpointId, from, to],
  );
  // What happened before the endpoint was there: its bodies are made when they are sent, and a digest counts them from now on.
  await tx.query(
    `with entitled as (select distinct l.index, l.event_id, l.case_id, v.type, l.case_sequence ${ENTITLED}
     ), said as (
       insert into webhooks.messages (endpoint_id, index, event_id, line, type, sequence, previous)
       select $1::uuid, index, event_id, case_id, type, case_sequence,
         coalesce(lag(case_sequence) over (partition by case_id order by index), 0)
       from entitled on conflict do nothing returning line, sequence
     )
     insert into webhooks.positions (endpoint_id, case_id, last_sequence, messages)
     select $1::uuid, line, max(sequence), count(*) from said group by line
     on conflict (endpoint_id, case_id) do update set messages = positions.messages + excluded.messages,
       last_sequence = greatest(positions.last_sequence, excluded.last_sequence)`,
    [endpointId, from, to],
  );
}
