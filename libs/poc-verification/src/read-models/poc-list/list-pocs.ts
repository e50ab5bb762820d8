import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Database } from '@doyak/kernel/database';
import type { Past } from '@doyak/kernel/event-store';
import { pocLines, type PocLine } from './poc-list.js';

export interface PocFilter extends Past {
  readonly caseId?: string;
  readonly roundId?: string;
  readonly track?: string;
  readonly status?: PocLine['status'];
}

/** Newest first; `after` is the line to go on from. `holder` limits the list to an applicant or a laboratory. */
export class ListPocs extends Query<PocLine[]> {
  constructor(
    readonly filter: PocFilter,
    readonly holder: string | undefined,
    readonly after: { readonly openedAt: string; readonly id: string } | undefined,
    readonly limit: number,
  ) {
    super();
  }
}

@QueryHandler(ListPocs)
export class ListPocsHandler implements IQueryHandler<ListPocs> {
  constructor(@Inject(Database) private readonly database: Database) {}

  async execute({ filter, holder, after, limit }: ListPocs): Promise<PocLine[]> {
    const values: unknown[] = [
      ...[filter.caseId, filter.roundId, filter.track, filter.status, holder],
      ...[after?.openedAt, after?.id, limit],
    ];
    const { rows } = await this.database.pool.query<{ line: PocLine }>(
      `select row_to_json(l) as line from (
         select * from ${pocLines.from(filter, values)} as lines
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
