import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Database } from '@doyak/kernel/database';
import type { Past } from '@doyak/kernel/event-store';
import { type RunLine, runLines } from './run-list.js';

export interface RunFilter extends Past {
  readonly caseId?: string;
  readonly roundId?: string;
  readonly track?: string;
  readonly status?: RunLine['status'];
}

/** Newest first; `after` is the line to go on from. `holder` limits the list to runs in which it has a part. */
export class ListRuns extends Query<RunLine[]> {
  constructor(
    readonly filter: RunFilter,
    readonly holder: string | undefined,
    readonly after: { readonly openedAt: string; readonly id: string } | undefined,
    readonly limit: number,
  ) {
    super();
  }
}

@QueryHandler(ListRuns)
export class ListRunsHandler implements IQueryHandler<ListRuns> {
  constructor(@Inject(Database) private readonly database: Database) {}

  async execute({ filter, holder, after, limit }: ListRuns): Promise<RunLine[]> {
    const values: unknown[] = [
      ...[filter.caseId, filter.roundId, filter.track, filter.status, holder],
      ...[after?.openedAt, after?.id, limit],
    ];
    const { rows } = await this.database.pool.query<{ line: RunLine }>(
      `select row_to_json(l) as line from (
         select * from ${runLines.from(filter, values)} as lines
         where ($1::uuid is null or case_id = $1) and ($2::uuid is null or round_id = $2)
           and ($3::text is null or track = $3) and ($4::text is null or status = $4)
           and ($5::text is null or holders ? $5)
           and ($6::timestamptz is null or (opened_at, id) < ($6, $7::uuid))
         order by opened_at desc, id desc limit $8) l`,
      values,
    );
    return rows.map(({ line }) => line);
  }
}
