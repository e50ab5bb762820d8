import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Database } from '@doyak/kernel/database';
import type { Actor } from '@doyak/kernel/decider';
import type { Past } from '@doyak/kernel/event-store';
import { disbursementLines, type DisbursementLine } from './disbursement-list.js';

export interface DisbursementFilter extends Past {
  readonly programId?: string;
  readonly caseId?: string;
  readonly status?: DisbursementLine['status'];
}

/** Newest first; `after` is the line to go on from. `of` limits the list to what that actor is paid. */
export class ListDisbursements extends Query<DisbursementLine[]> {
  constructor(
    readonly filter: DisbursementFilter,
    readonly of: Actor | undefined,
    readonly after: { readonly openedAt: string; readonly id: string } | undefined,
    readonly limit: number,
  ) {
    super();
  }
}

@QueryHandler(ListDisbursements)
export class ListDisbursementsHandler implements IQueryHandler<ListDisbursements> {
  constructor(@Inject(Database) private readonly database: Database) {}

  async execute({ filter, of, after, limit }: ListDisbursements): Promise<DisbursementLine[]> {
    const { programId, caseId, status } = filter;
    const own = of && (of.organisationId ?? of.id);
    const values: unknown[] = [programId, caseId, status, own, after?.openedAt, after?.id, limit];
    const { rows } = await this.database.pool.query<{ line: DisbursementLine }>(
      `select row_to_json(l) as line from (
         select * from ${disbursementLines.from(filter, values)} as lines
         where ($1::text is null or program_id = $1) and ($2::uuid is null or case_id = $2) and ($3::text is null or status = $3)
           and ($4::uuid is null or beneficiary = $4) and ($5::timestamptz is null or (opened_at, id) < ($5, $6::uuid))
         order by opened_at desc, id desc limit $7) l`,
      values,
    );
    return rows.map(({ line }) => line);
  }
}
