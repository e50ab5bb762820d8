import { Controller, Get, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, pastQuery } from '@doyak/kernel/http';
import { z } from 'zod';
import { GetTrialBalance } from './get-trial-balance.js';

/** One program's lines with all their rounds and cases; more are read line by line. */
const MOST = 20_000;
const slug = z.string().min(1).max(63).optional();

const route = endpoint({
  permission: 'disbursement.read',
  summary: 'Read the trial balance, as it is or as it was',
  description: 'Debits and credits are equal at every instant. A balance is debits minus credits.',
  query: z.object({ programId: slug, line: slug, ...pastQuery.shape }),
  response: z
    .object({
      accounts: z.array(
        z.object({
          programId: z.string(),
          line: z.string(),
          account: z
            .string()
            .describe(
              'appropriation, unallocated, round:<id>, income, recovered, written-off; of a case: case:<id>, ordered:<id>, paid:<id>, spent:<id>, due:<id>',
            ),
          debits: z.int(),
          credits: z.int(),
          balance: z.int(),
        }),
      ),
      debits: z.int(),
      credits: z.int(),
      difference: z.int().describe('Zero, or something is wrong'),
      complete: z.boolean().describe(`Whether these are all accounts: at most ${MOST} are shown`),
    })
    .meta({ id: 'TrialBalance' }),
});

@Controller('v1/trial-balance')
export class GetTrialBalanceController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get()
  @Endpoint(route)
  async get({ query }: InputOf<typeof route>): Promise<AnswerOf<typeof route>> {
    const rows = await this.queries.execute(new GetTrialBalance(query, MOST + 1));
    const accounts = rows.slice(0, MOST).map(({ program_id: programId, line, account, debits, credits }) => ({
      ...{ programId, line, account, debits, credits, balance: debits - credits },
    }));
    const debits = accounts.reduce((sum, account) => sum + account.debits, 0);
    const credits = accounts.reduce((sum, account) => sum + account.credits, 0);
    return { accounts, debits, credits, difference: debits - credits, complete: rows.length <= MOST };
  }
}
