import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Database } from '@doyak/kernel/database';
import type { Past } from '@doyak/kernel/event-store';
import { type TrialLine, trialLines } from './trial-list.js';

export interface TrialFilter extends Past {
  readonly caseId?: string;
  readonly roundId?: string;
  readonly status?: TrialLine['status'];
  /** A report is late. */
  readonly overdue?: boolean;
}

/** Newest first; `after` is the line to go on from. `holder` limits the list to those of one organisation or founder. */
export class ListTrials extends Query<TrialLine[]> {
  constructor(
    readonly filter: TrialFilter,
    readonly holder: string | undefined,
    readonly after: { readonly openedAt: string; readonly id: string } | undefined,
    readonly limit: number,
  ) {
    super();
  }
}

@QueryHandler(ListTrials)
export class ListTrialsHandler implements IQueryHandler<ListTrials> {
  constructor(@Inject(Database) private readonly database: Database) {}

  async execute({ filter, holder, after, limit }: ListTrials): Promise<TrialLine[]> {
    const { caseId, roundId, status, overdue } = filter;
    const values: unknown[] = [caseId, roundId, status, overdue, holder, after?.openedAt, after?.id, limit];
    const { rows } = await this.database.pool.query<{ line: TrialLine }>(
      `select row_to_json(l) as line from (
         select * from ${trialLines.from(filter, values)} as lines
         where ($1::uuid is null or case_id = $1) and ($2::uuid is null or round_id = $2)
           and ($3::text is null or status = $3) and ($4::boolean is null or (overdue <> '[]') = $4)
           and ($5::text is null or holders ? $5)
           and ($6::timestamptz is null or (opened_at, id) < ($6, $7::uuid))
         order by opened_at desc, id desc limit $8) l`,
      values,
    );
    return rows.map(({ line }) => line);
  }
}
