import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Database } from '@doyak/kernel/database';
import type { EndpointLine } from './endpoint-list.js';

export interface EndpointFilter {
  readonly id?: string;
  readonly organisationId?: string;
  readonly status?: EndpointLine['status'];
  /** Paused by Doyak: somebody has to look. */
  readonly alarm?: boolean;
  readonly officer?: string;
}

/** What waits for an endpoint, beside what the endpoint is. */
export interface EndpointView extends EndpointLine {
  readonly waiting: number;
  readonly set_aside: number;
}

/** Newest first; `after` is the line to go on from. */
export class ListEndpoints extends Query<EndpointView[]> {
  constructor(
    readonly filter: EndpointFilter,
    readonly after: { readonly registeredAt: string; readonly id: string } | undefined,
    readonly limit: number,
  ) {
    super();
  }
}

@QueryHandler(ListEndpoints)
export class ListEndpointsHandler implements IQueryHandler<ListEndpoints> {
  constructor(@Inject(Database) private readonly database: Database) {}

  async execute({ filter, after, limit }: ListEndpoints): Promise<EndpointView[]> {
    const { rows } = await this.database.pool.query<{ line: EndpointView }>(
      `select row_to_json(l) as line from (
         select e.*,
           (select count(*) from webhooks.messages m where m.endpoint_id = e.id and m.state = 'waiting')::int as waiting,
           (select count(*) from webhooks.messages m where m.endpoint_id = e.id and m.state = 'set-aside')::int as set_aside
         from read.webhook_endpoints e
         where ($1::uuid is null or id = $1) and ($2::uuid is null or organisation_id = $2) and ($3::text is null or status = $3)
           and ($4::bool is null or (status = 'paused' and paused_because <> 'person') = $4) and ($5::uuid is null or officer = $5)
           and ($6::timestamptz is null or (registered_at, id) < ($6, $7::uuid))
         order by registered_at desc, id desc limit $8) l`,
      [
        ...[filter.id, filter.organisationId, filter.status, filter.alarm, filter.officer],
        ...[after?.registeredAt, after?.id, limit],
      ],
    );
    return rows.map(({ line }) => line);
  }
}
