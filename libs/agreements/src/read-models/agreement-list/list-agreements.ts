import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Database } from '@doyak/kernel/database';
import type { Past } from '@doyak/kernel/event-store';
import { agreementLines, type AgreementLine } from './agreement-list.js';

export interface AgreementFilter extends Past {
  readonly caseId?: string;
  readonly roundId?: string;
  readonly track?: string;
  readonly status?: AgreementLine['status'];
}

/** Newest first; `after` is the line to go on from. `holder` limits the list to agreements to which it is or was a party. */
export class ListAgreements extends Query<AgreementLine[]> {
  constructor(
    readonly filter: AgreementFilter,
    readonly holder: string | undefined,
    readonly after: { readonly draftedAt: string; readonly id: string } | undefined,
    readonly limit: number,
  ) {
    super();
  }
}

@QueryHandler(ListAgreements)
export class ListAgreementsHandler implements IQueryHandler<ListAgreements> {
  constructor(@Inject(Database) private readonly database: Database) {}

  async execute({ filter, holder, after, limit }: ListAgreements): Promise<AgreementLine[]> {
    const values: unknown[] = [
      ...[filter.caseId, filter.roundId, filter.track, filter.status, holder],
      ...[after?.draftedAt, after?.id, limit],
    ];
    const { rows } = await this.database.pool.query<{ line: AgreementLine }>(
      `select row_to_json(l) as line from (
         select * from ${agreementLines.from(filter, values)} as lines
         where ($1::uuid is null or case_id = $1) and ($2::uuid is null or round_id = $2)
           and ($3::text is null or track = $3) and ($4::text is null or status = $4)
           and ($5::text is null or holders ? $5)
           and ($6::timestamptz is null or (drafted_at, id) < ($6, $7::uuid))
         order by drafted_at desc, id desc limit $8) l`,
      values,
    );
    return rows.map(({ line }) => line);
  }
}
