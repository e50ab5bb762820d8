import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Database } from '@doyak/kernel/database';
import type { Actor } from '@doyak/kernel/decider';
import type { Past } from '@doyak/kernel/event-store';
import { objectionLines, type ObjectionLine } from './objection-list.js';

export interface ObjectionFilter extends Past {
  readonly caseId?: string;
  readonly roundId?: string;
  readonly track?: string;
  readonly status?: ObjectionLine['status'];
}

/** Newest first; `after` is the line to go on from. `of` limits the list to what that actor applied for. */
export class ListObjections extends Query<ObjectionLine[]> {
  constructor(
    readonly filter: ObjectionFilter,
    readonly of: Actor | undefined,
    readonly after: { readonly openedAt: string; readonly id: string } | undefined,
    readonly limit: number,
  ) {
    super();
  }
}

@QueryHandler(ListObjections)
export class ListObjectionsHandler implements IQueryHandler<ListObjections> {
  constructor(@Inject(Database) private readonly database: Database) {}

  async execute({ filter, of, after, limit }: ListObjections): Promise<ObjectionLine[]> {
    const values: unknown[] = [
      ...[filter.caseId, filter.roundId, filter.track, filter.status],
      ...[of?.organisationId, of && of.organisationId === undefined ? of.id : undefined],
      ...[after?.openedAt, after?.id, limit],
    ];
    const { rows } = await this.database.pool.query<{ line: ObjectionLine }>(
      `select row_to_json(l) as line from (
         select * from ${objectionLines.from(filter, values)} as lines
         where ($1::uuid is null or case_id = $1) and ($2::uuid is null or round_id = $2)
           and ($3::text is null or track = $3) and ($4::text is null or status = $4)
           and ($5::uuid is null or applicant_organisation_id = $5)
           and ($6::uuid is null or (applicant_person_id = $6 and applicant_organisation_id is null))
           and ($7::timestamptz is null or (opened_at, id) < ($7, $8::uuid))
         order by opened_at desc, id desc limit $9) l`,
      values,
    );
    return rows.map(({ line }) => line);
  }
}
