import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Database } from '@doyak/kernel/database';
import type { Past } from '@doyak/kernel/event-store';
import { testReportLines, type TestReportLine } from './test-report-list.js';

export interface TestReportFilter extends Past {
  readonly caseId?: string;
  readonly roundId?: string;
  readonly status?: TestReportLine['status'];
}

/** Newest first; `after` is the line to go on from. `holder` limits the list to an applicant or a laboratory. */
export class ListTestReports extends Query<TestReportLine[]> {
  constructor(
    readonly filter: TestReportFilter,
    readonly holder: string | undefined,
    readonly after: { readonly openedAt: string; readonly id: string } | undefined,
    readonly limit: number,
  ) {
    super();
  }
}

@QueryHandler(ListTestReports)
export class ListTestReportsHandler implements IQueryHandler<ListTestReports> {
  constructor(@Inject(Database) private readonly database: Database) {}

  async execute({ filter, holder, after, limit }: ListTestReports): Promise<TestReportLine[]> {
    const values: unknown[] = [
      ...[filter.caseId, filter.roundId, filter.status, holder, after?.openedAt, after?.id, limit],
    ];
    const { rows } = await this.database.pool.query<{ line: TestReportLine }>(
      `select row_to_json(l) as line from (
         select * from ${testReportLines.from(filter, values)} as lines
         where ($1::uuid is null or case_id = $1) and ($2::uuid is null or round_id = $2)
           and ($3::text is null or status = $3) and ($4::text is null or holders ? $4)
           and ($5::timestamptz is null or (opened_at, id) < ($5, $6::uuid))
         order by opened_at desc, id desc limit $7) l`,
      values,
    );
    return rows.map(({ line }) => line);
  }
}
