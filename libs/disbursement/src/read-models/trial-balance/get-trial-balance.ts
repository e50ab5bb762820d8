import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Database } from '@doyak/kernel/database';
import type { Past } from '@doyak/kernel/event-store';
import { type LedgerAccount, ledgerAccounts } from './ledger-accounts.js';

/** All accounts of a program or of the agency, as they are or as they were. */
export class GetTrialBalance extends Query<LedgerAccount[]> {
  constructor(
    readonly filter: Past & { readonly programId?: string; readonly line?: string },
    readonly limit: number,
  ) {
    super();
  }
}

@QueryHandler(GetTrialBalance)
export class GetTrialBalanceHandler implements IQueryHandler<GetTrialBalance> {
  constructor(@Inject(Database) private readonly database: Database) {}

  async execute({ filter, limit }: GetTrialBalance): Promise<LedgerAccount[]> {
    const values: unknown[] = [filter.programId, filter.line, limit];
    const { rows } = await this.database.pool.query<{ account: LedgerAccount }>(
      `select row_to_json(a) as account from (
         select * from ${ledgerAccounts.from(filter, values)} as accounts
         where ($1::text is null or program_id = $1) and ($2::text is null or line = $2)
         order by program_id, line, account limit $3) a`,
      values,
    );
    return rows.map(({ account }) => account);
  }
}
