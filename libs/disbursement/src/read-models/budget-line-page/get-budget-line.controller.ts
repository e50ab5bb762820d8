import { Controller, Get, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { Refusal } from '@doyak/kernel/decider';
import { type AnswerOf, Endpoint, endpoint, type InputOf, pastQuery, reply } from '@doyak/kernel/http';
import { z } from 'zod';
import { byLine } from '../../budget-line-input.js';
import { balanceOf } from '../../domain/budget-line.js';
import { accounts } from '../../domain/entries.js';
import { GetBudgetLine } from './get-budget-line.js';

const route = endpoint({
  permission: 'disbursement.read',
  summary: 'Read a budget line, as it is or as it was',
  params: byLine,
  query: pastQuery,
  response: z
    .object({
      programId: z.string(),
      line: z.string(),
      appropriated: z.int(),
      unallocated: z.int().describe('Appropriated, and given to no round'),
      rounds: z.array(z.object({ roundId: z.uuid(), left: z.int().describe('Promised to nobody yet') })),
      commitments: z.array(
        z.object({
          caseId: z.uuid(),
          agreementId: z.uuid(),
          roundId: z.uuid(),
          total: z.int(),
          open: z.int().describe('Promised, and no payment ordered'),
          ordered: z.int().describe('On its way'),
          paid: z.int().describe('Paid, and not accounted for yet'),
        }),
      ),
      lacking: z.array(z.object({ caseId: z.uuid(), lacking: z.int() })),
      version: z.int(),
    })
    .meta({ id: 'BudgetLine' }),
  refusals: ['BUDGET_LINE_NOT_FOUND'],
});

const ROUND = 'round:';

@Controller('v1/budget-lines')
export class GetBudgetLineController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get(':program/:line')
  @Endpoint(route)
  async get({ params, query }: InputOf<typeof route>): Promise<AnswerOf<typeof route>> {
    const found = await this.queries.execute(new GetBudgetLine(params.program, params.line, query));
    if (!found)
      throw new Refusal('not-found', 'BUDGET_LINE_NOT_FOUND', 'Nothing has been posted to such a line');
    const { state, version } = found;
    const rounds = [...state.balances].filter(([account]) => account.startsWith(ROUND));
    const view = {
      ...{ programId: params.program, line: params.line, version },
      appropriated: -balanceOf(state, accounts.appropriation),
      unallocated: balanceOf(state, accounts.unallocated),
      rounds: rounds.map(([account, left]) => ({ roundId: account.slice(ROUND.length), left })),
      commitments: [...state.commitments]
        .filter(([, { total }]) => total > 0)
        .map(([caseId, { agreementId, roundId, total }]) => ({
          ...{ caseId, agreementId, roundId, total },
          open: balanceOf(state, accounts.commitment(caseId)),
          ordered: balanceOf(state, accounts.ordered(caseId)),
          paid: balanceOf(state, accounts.paid(caseId)),
        })),
      lacking: [...state.lacking].map(([caseId, { lacking }]) => ({ caseId, lacking })),
    };
    return reply(view, { version });
  }
}
