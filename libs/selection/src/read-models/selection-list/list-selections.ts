import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Database } from '@doyak/kernel/database';
import type { Past } from '@doyak/kernel/event-store';
import { selectionLines, type SelectionLine } from './selection-list.js';

export interface SelectionFilter extends Past {
  readonly roundId?: string;
  readonly track?: string;
  readonly status?: SelectionLine['status'];
}

/** Newest first; `after` is the line to go on from. */
export class ListSelections extends Query<SelectionLine[]> {
  constructor(
    readonly filter: SelectionFilter,
    readonly after: { readonly openedAt: string; readonly id: string } | undefined,
    readonly limit: number,
  ) {
    super();
  }
}

@QueryHandler(ListSelections)
export class ListSelectionsHandler implements IQueryHandler<ListSelections> {
  constructor(@Inject(Database) private readonly database: Database) {}

  async execute({ filter, after, limit }: ListSelections): Promise<SelectionLine[]> {
    const values: unknown[] = [
      filter.roundId,
      filter.track,
      filter.status,
      after?.openedAt,
      after?.id,
      limit,
    ];
    const { rows } = await this.database.pool.query<{ line: SelectionLine }>(
      `select row_to_json(l) as line from (
         select * from ${selectionLines.from(filter, values)} as lines
         where ($1::uuid is null or round_id = $1) and ($2::text is null or track = $2)
           and ($3::text is null or status = $3)
           and ($4::timestamptz is null or (opened_at, id) < ($4, $5::uuid))
         order by opened_at desc, id desc limit $6) l`,
      values,
    );
    return rows.map(({ line }) => line);
  }
}
