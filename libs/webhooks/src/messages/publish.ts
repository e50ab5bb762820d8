import type { LoggedEvent } from '@doyak/kernel/event-store';
import type pg from 'pg';
import { CONTRACT_VERSIONS, type Publication } from '../published/catalogue.js';
import { bodyOf, type Form } from '../published/cloud-event.js';

type Tx = Pick<pg.PoolClient, 'query'>;

/**
 * One row for each endpoint that gets the event: of partners whom the case concerns and who have been granted the type. The endpoint is
 * locked, so that a lane that is just going to rest sees what has come. Repeating it changes nothing.
 */
const PUBLISH = `
  with targets as materialized (
    select e.endpoint_id, e.form, e.contract from webhooks.endpoints e
    join webhooks.grants g on g.organisation_id = e.organisation_id
    where e.status in ('active', 'paused') and $3 = any(e.types) and $3 = any(g.types)
      and ($4::uuid is null or e.organisation_id = $4)
      and (e.cases is null or $5 = any(e.cases))
      and exists (select from webhooks.case_partners p where p.case_id = $5 and p.organisation_id = e.organisation_id)
    order by e.endpoint_id for no key update of e
  ), said as (
    insert into webhooks.messages (endpoint_id, index, event_id, line, type, sequence, previous)
    select t.endpoint_id, $1, $2, $5, $3, $6, coalesce(p.last_sequence, 0) from targets t
    left join webhooks.positions p on p.endpoint_id = t.endpoint_id and p.case_id = $5
    on conflict do nothing returning endpoint_id
  ), placed as (
    insert into webhooks.positions (endpoint_id, case_id, last_sequence, messages) select endpoint_id, $5, $6, 1 from said
    on conflict (endpoint_id, case_id) do update
      set last_sequence = excluded.last_sequence, messages = positions.messages + 1
  ), woken as (
    update webhooks.endpoints e set due_at = now() from said s
    where e.endpoint_id = s.endpoint_id and (e.due_at is null or e.due_at > now())
  )
  select distinct t.form, t.contract from targets t join said s using (endpoint_id)`;

export async function publish(event: LoggedEvent, publication: Publication, tx: Tx): Promise<void> {
  if (event.caseId === undefined) return;
  const { organisationId } = event.data as { organisationId?: string };
  const { rows } = await tx.query<{ form: Form; contract: number }>({
    name: 'webhooks-publish',
    text: PUBLISH,
    values: [
      ...[event.index, event.id, publication.stored],
      ...[publication.addressed ? organisationId : null, event.caseId, event.caseSequence],
    ],
  });
  for (const { form, contract } of rows) await keepBody(event, publication, form, contract, tx);
}

/** Keeps what is sent, so that each attempt sends the same bytes, also after Doyak has been renewed. */
export async function keepBody(
  event: LoggedEvent,
  publication: Publication,
  form: Form,
  contract: number,
  tx: Tx,
): Promise<void> {
  if (!CONTRACT_VERSIONS.some((version) => version === contract))
    throw new Error(`There is no contract version ${contract}`);
  await tx.query({
    name: 'webhooks-keep-body',
    text: 'insert into webhooks.bodies (event_id, form, contract, body) values ($1, $2, $3, $4) on conflict do nothing',
    values: [event.id, form, contract, bodyOf(event, publication, form)],
  });
}

/** A message to one endpoint, of no case. */
export async function address(
  event: LoggedEvent,
  publication: Publication,
  endpointId: string,
  tx: Tx,
): Promise<void> {
  const { rows } = await tx.query<{ form: Form; contract: number }>(
    `with said as (
       insert into webhooks.messages (endpoint_id, index, event_id, line, type)
       select endpoint_id, $2, $3, endpoint_id, $4 from webhooks.endpoints where endpoint_id = $1
       on conflict do nothing returning endpoint_id
     )
     update webhooks.endpoints e set due_at = now() from said where e.endpoint_id = said.endpoint_id returning form, contract`,
    [endpointId, event.index, event.id, publication.stored],
  );
  for (const { form, contract } of rows) await keepBody(event, publication, form, contract, tx);
}
