import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Database } from '@doyak/kernel/database';
import type { Past } from '@doyak/kernel/event-store';
import { type ReviewLine, reviewLines } from './review-list.js';

export interface ReviewFilter extends Past {
  readonly programId?: string;
  readonly roundId?: string;
  readonly caseId?: string;
  readonly status?: ReviewLine['status'];
}

/** Newest first; `after` is the line to go on from. */
export class ListReviews extends Query<ReviewLine[]> {
  constructor(
    readonly filter: ReviewFilter,
    readonly after: { readonly openedAt: string; readonly id: string } | undefined,
    readonly limit: number,
  ) {
    super();
  }
}

@QueryHandler(ListReviews)
export class ListReviewsHandler implements IQueryHandler<ListReviews> {
  constructor(@Inject(Database) private readonly database: Database) {}

  async execute({ filter, after, limit }: ListReviews): Promise<ReviewLine[]> {
    const { programId, roundId, caseId, status } = filter;
    const values: unknown[] = [programId, roundId, caseId, status, after?.openedAt, after?.id, limit];
    const lines = reviewLines.from(filter, values);
    const { rows } = await this.database.pool.query<{ line: ReviewLine }>(
      `select row_to_json(l) as line from (
         select * from ${lines} r
         where ($1::text is null or program_id = $1) and ($2::uuid is null or round_id = $2) and ($3::uuid is null or case_id = $3)
           and ($4::text is null or status = $4) and ($5::timestamptz is null or (opened_at, id) < ($5, $6::uuid))
         order by opened_at desc, id desc limit $7) l`,
      values,
    );
    return rows.map(({ line }) => line);
  }
}
