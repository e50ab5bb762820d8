import type { LoggedEvent } from '@doyak/kernel/event-store';
import type pg from 'pg';
import { CONTRACT_VERSIONS, type Publication, publicationOf } from '../published/catalogue.js';
import { bodyOf, type Form } from '../published/cloud-event.js';

type Tx = Pick<pg.PoolClient, 'query'>;

/**
 * One row for each event and endpoint that gets it: of partners whom the case concerns and who have been granted the type. The endpoints are
 * locked, so that a lane that is just going to rest sees what has come. Repeating it changes nothing.
 */
const PUBLISH = `
  with events as materialized (
    select * from unnest($1::bigint[], $2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::int[])
      as e (index, event_id, type, organisation_id, case_id, sequence)
  ), locked as materialized (
    select endpoint_id, organisation_id, form, contract, types, cases from webhooks.endpoints
    where status in ('active', 'paused')
      and organisation_id in (select organisation_id from webhooks.case_partners where case_id in (select case_id from events))
    order by endpoint_id for no key update
  ), targets as materialized (
    select l.endpoint_id, l.form, l.contract, e.index, e.event_id, e.type, e.case_id, e.sequence
    from events e
    join locked l on e.type = any(l.types) and (l.cases is null or e.case_id = any(l.cases))
      and (e.organisation_id is null or e.organisation_id = l.organisation_id)
    join webhooks.grants g on g.organisation_id = l.organisation_id and e.type = any(g.types)
    where exists (select from webhooks.case_partners p where p.case_id = e.case_id and p.organisation_id = l.organisation_id)
  ), said as (
    insert into webhooks.messages (endpoint_id, index, event_id, line, type, sequence, previous)
    select t.endpoint_id, t.index, t.event_id, t.case_id, t.type, t.sequence,
      coalesce(lag(t.sequence) over (partition by t.endpoint_id, t.case_id order by t.index), p.last_sequence, 0)
    from targets t left join webhooks.positions p on p.endpoint_id = t.endpoint_id and p.case_id = t.case_id
    on conflict do nothing returning endpoint_id, event_id, line, sequence
  ), placed as (
    insert into webhooks.positions (endpoint_id, case_id, last_sequence, messages)
    select endpoint_id, line, max(sequence), count(*) from said group by endpoint_id, line
    on conflict (endpoint_id, case_id) do update
      set last_sequence = excluded.last_sequence, messages = positions.messages + excluded.messages
  ), woken as (
    update webhooks.endpoints e set due_at = now() from (select distinct endpoint_id from said) s
    where e.endpoint_id = s.endpoint_id and (e.due_at is null or e.due_at > now())
  )
  select distinct t.event_id, t.form, t.contract from targets t join said s using (endpoint_id, event_id)`;

/** Makes the messages of published events of cases, in log order; others are passed over. */
export async function publish(events: readonly LoggedEvent[], tx: Tx): Promise<void> {
  const published = events.flatMap((event) => {
    const publication = publicationOf(event.type);
    return publication && event.caseId !== undefined ? [{ event, publication }] : [];
  });
  if (published.length === 0) return;
  const { rows } = await tx.query<{ event_id: string; form: Form; contract: number }>({
    name: 'webhooks-publish',
    text: PUBLISH,
    values: [
      published.map(({ event }) => event.index),
      published.map(({ event }) => event.id),
      published.map(({ publication }) => publication.stored),
      published.map(({ event, publication }) =>
        publication.addressed ? (event.data as { organisationId?: string }).organisationId : null,
      ),
      published.map(({ event }) => event.caseId),
      published.map(({ event }) => event.caseSequence),
    ],
  });
  const byId = new Map(published.map((one) => [one.event.id, one]));
  await keepBodies(
    rows.map(({ event_id, form, contract }) => ({ ...byId.get(event_id)!, form, contract })),
    tx,
  );
}

interface Kept {
  readonly event: LoggedEvent;
  readonly publication: Publication;
  readonly form: Form;
  readonly contract: number;
}

/** Keeps what is sent, so that each attempt sends the same bytes, also after Doyak has been renewed. */
export async function keepBodies(bodies: readonly Kept[], tx: Tx): Promise<void> {
  const unknown = bodies.find(({ contract }) => !CONTRACT_VERSIONS.some((version) => version === contract));
  if (unknown) throw new Error(`There is no contract version ${unknown.contract}`);
  if (bodies.length === 0) return;
  await tx.query({
    name: 'webhooks-keep-bodies',
    text: `insert into webhooks.bodies (event_id, form, contract, body)
      select * from unnest($1::uuid[], $2::text[], $3::int[], $4::text[]) on conflict do nothing`,
    values: [
      bodies.map(({ event }) => event.id),
      bodies.map(({ form }) => form),
      bodies.map(({ contract }) => contract),
      bodies.map(({ event, publication, form }) => bodyOf(event, publication, form)),
    ],
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
  await keepBodies(
    rows.map((row) => ({ event, publication, ...row })),
    tx,
  );
}
