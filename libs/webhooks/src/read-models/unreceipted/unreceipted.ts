import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Database } from '@doyak/kernel/database';

/** How far the report looks back, in messages of an endpoint: what it costs stays bounded however long the partnership lasts. */
export const LOOKS_BACK = 100_000;

export interface UnreceiptedFilter {
  readonly organisationId?: string;
  readonly endpointId?: string;
  readonly programId?: string;
  /** Delivered at least so many hours ago. */
  readonly olderThanHours?: number;
}

/** Delivered messages of an endpoint without a receipt, counted by age. */
export interface UnreceiptedCount {
  readonly endpoint_id: string;
  readonly organisation_id: string;
  readonly delivered: number;
  readonly unreceipted: number;
  readonly under_day: number;
  readonly under_week: number;
  readonly older: number;
  readonly oldest_at: string | null;
}

export interface UnreceiptedMessage {
  readonly index: string;
  readonly endpoint_id: string;
  readonly organisation_id: string;
  readonly event_id: string;
  readonly type: string;
  readonly case_id: string | null;
  readonly sequence: number | null;
  readonly delivered_at: string;
  readonly body_sha256: string | null;
}

/** Endpoints that Doyak sends to, by id, after one. */
export class CountUnreceipted extends Query<UnreceiptedCount[]> {
  constructor(
    readonly filter: UnreceiptedFilter,
    readonly after: string | undefined,
    readonly limit: number,
  ) {
    super();
  }
}

/** The messages themselves over all endpoints, the oldest first, after a place. */
export class ListUnreceipted extends Query<UnreceiptedMessage[]> {
  constructor(
    readonly filter: UnreceiptedFilter,
    readonly after: { readonly index: string; readonly endpointId: string } | undefined,
    readonly limit: number,
  ) {
    super();
  }
}

/** Endpoints `e` of the filter, and from which index on the report looks at each. */
const ENDPOINTS = `
  select e.id, e.organisation_id, coalesce(
    (select m.index from webhooks.messages m where m.endpoint_id = e.id order by m.index desc offset ${LOOKS_BACK} limit 1), -1) as floor
  from read.webhook_endpoints e
  where e.url is not null and ($1::uuid is null or e.organisation_id = $1) and ($2::uuid is null or e.id = $2)`;

/** What counts of the messages `m` of an endpoint. Deliveries are stamped by the clock of the machine, and so is their age. */
const DELIVERED = `
  m.state = 'delivered' and ($4::int is null or m.delivered_at <= now() - make_interval(hours => $4))
  and ($3::text is null or exists (select from read.webhook_case_programs c where c.case_id = m.line and c.program_id = $3))`;

const NO_RECEIPT =
  'not exists (select from webhooks.receipts r where r.endpoint_id = m.endpoint_id and r.event_id = m.event_id)';

const valuesOf = ({ organisationId, endpointId, programId, olderThanHours }: UnreceiptedFilter) => [
  ...[organisationId, endpointId, programId, olderThanHours],
];

@QueryHandler(CountUnreceipted)
export class CountUnreceiptedHandler implements IQueryHandler<CountUnreceipted> {
  constructor(@Inject(Database) private readonly database: Database) {}

  async execute({ filter, after, limit }: CountUnreceipted): Promise<UnreceiptedCount[]> {
    const { rows } = await this.database.pool.query<{ line: UnreceiptedCount }>(
      `select row_to_json(l) as line from (
         select e.id as endpoint_id, e.organisation_id, c.*
         from (${ENDPOINTS} and ($5::uuid is null or e.id > $5) order by e.id limit $6) e
         cross join lateral (
           select count(*)::int as delivered, (count(*) filter (where missing))::int as unreceipted,
             (count(*) filter (where missing and age < interval '1 day'))::int as under_day,
             (count(*) filter (where missing and age >= interval '1 day' and age < interval '7 days'))::int as under_week,
             (count(*) filter (where missing and age >= interval '7 days'))::int as older,
             min(delivered_at) filter (where missing) as oldest_at
           from (
             select m.delivered_at, now() - m.delivered_at as age, ${NO_RECEIPT} as missing
             from webhooks.messages m where m.endpoint_id = e.id and m.index > e.floor and ${DELIVERED}) m
         ) c order by e.id) l`,
      [...valuesOf(filter), after, limit],
    );
    return rows.map(({ line }) => line);
  }
}

@QueryHandler(ListUnreceipted)
export class ListUnreceiptedHandler implements IQueryHandler<ListUnreceipted> {
  constructor(@Inject(Database) private readonly database: Database) {}

  async execute({ filter, after, limit }: ListUnreceipted): Promise<UnreceiptedMessage[]> {
    const { rows } = await this.database.pool.query<{ line: UnreceiptedMessage }>(
      `select row_to_json(l) as line from (
         select m.index::text, e.id as endpoint_id, e.organisation_id, m.event_id, m.type, nullif(m.line, e.id) as case_id,
           m.sequence, m.delivered_at, encode(m.body_sha256, 'hex') as body_sha256
         from (${ENDPOINTS}) e
         cross join lateral (
           select m.* from webhooks.messages m
           where m.endpoint_id = e.id and m.index > e.floor and m.index >= coalesce($5::bigint, 0)
             and ($5::bigint is null or (m.index, m.endpoint_id) > ($5, $6::uuid)) and ${DELIVERED} and ${NO_RECEIPT}
           order by m.index limit $7) m
         order by m.index, e.id limit $7) l`,
      [...valuesOf(filter), after?.index, after?.endpointId, limit],
    );
    return rows.map(({ line }) => line);
  }
}
