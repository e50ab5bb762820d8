import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Database } from '@doyak/kernel/database';
import type { RequestLine } from './request-list.js';

/** Requests to one partner organisation, newest first; `after` is the line to go on from. */
export class ListRequests extends Query<RequestLine[]> {
  constructor(
    readonly organisationId: string,
    readonly status: RequestLine['status'] | undefined,
    readonly after: { readonly askedAt: string; readonly id: string } | undefined,
    readonly limit: number,
  ) {
    super();
  }
}

@QueryHandler(ListRequests)
export class ListRequestsHandler implements IQueryHandler<ListRequests> {
  constructor(@Inject(Database) private readonly database: Database) {}

  async execute({ organisationId, status, after, limit }: ListRequests): Promise<RequestLine[]> {
    const { rows } = await this.database.pool.query<{ line: RequestLine }>(
      `select row_to_json(r) as line from (
         select * from read.review_requests
         where organisation_id = $1 and ($2::text is null or status = $2)
           and ($3::timestamptz is null or (asked_at, id) < ($3, $4::uuid))
         order by asked_at desc, id desc limit $5) r`,
      [organisationId, status, after?.askedAt, after?.id, limit],
    );
    return rows.map(({ line }) => line);
  }
}
