import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Database } from '@doyak/kernel/database';
import type { Actor } from '@doyak/kernel/decider';
import type { Past } from '@doyak/kernel/event-store';
import {
  type RecoveryLine,
  recoveryLines,
  type SanctionLine,
  sanctionLines,
  type SettlementLine,
  settlementLines,
} from './settling-lists.js';

interface Lines {
  readonly settlements: SettlementLine;
  readonly recoveries: RecoveryLine;
  readonly sanctions: SanctionLine;
}
const TABLES = { settlements: settlementLines, recoveries: recoveryLines, sanctions: sanctionLines };

interface SettlingFilter extends Past {
  readonly programId?: string;
  readonly caseId?: string;
  readonly status?: string;
}

/** Newest first; `after` is the line to go on from. `of` limits the list to what concerns that actor. */
export class ListSettling<Of extends keyof Lines> extends Query<Lines[Of][]> {
  constructor(
    readonly what: Of,
    readonly filter: SettlingFilter,
    readonly of: Actor | undefined,
    readonly after: { readonly openedAt: string; readonly id: string } | undefined,
    readonly limit: number,
  ) {
    super();
  }
}

@QueryHandler(ListSettling)
export class ListSettlingHandler implements IQueryHandler<ListSettling<keyof Lines>> {
  constructor(@Inject(Database) private readonly database: Database) {}

  async execute({ what, filter, of, after, limit }: ListSettling<keyof Lines>): Promise<never> {
    const { programId, caseId, status } = filter;
    const own = of && (of.organisationId ?? of.id);
    const values: unknown[] = [programId, caseId, status, own, after?.openedAt, after?.id, limit];
    const { rows } = await this.database.pool.query<{ line: object }>(
      `select row_to_json(l) as line from (
         select * from ${TABLES[what].from(filter, values)} as lines
         where ($1::text is null or program_id = $1) and ($2::uuid is null or case_id = $2) and ($3::text is null or status = $3)
           and ($4::uuid is null or party = $4) and ($5::timestamptz is null or (opened_at, id) < ($5, $6::uuid))
         order by opened_at desc, id desc limit $7) l`,
      values,
    );
    return rows.map(({ line }) => line) as never;
  }
}
