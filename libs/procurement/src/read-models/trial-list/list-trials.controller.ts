import { Controller, Get, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import {
  type AnswerOf,
  cursors,
  Endpoint,
  endpoint,
  flag,
  type InputOf,
  page,
  pageOf,
  pageQuery,
  pastQuery,
  RequestContext,
} from '@doyak/kernel/http';
import { z } from 'zod';
import { TRIAL_STATUSES } from '../../domain/trial-purchase.js';
import { ListTrials } from './list-trials.js';

const line = z
  .object({
    id: z.uuid(),
    caseId: z.uuid(),
    roundId: z.uuid(),
    track: z.string(),
    status: z.enum(TRIAL_STATUSES),
    orders: z.int().describe('That stand'),
    amount: z.int().describe('KRW of these'),
    reported: z.int(),
    overdue: z.boolean().describe('A report is late'),
    openedAt: z.string(),
    version: z.int(),
  })
  .meta({ id: 'TrialPurchaseLine' });

const route = endpoint({
  permission: 'procurement.read',
  summary: 'List trial purchases, newest first',
  description: 'Applicants and institutions see those that concern them.',
  query: z
    .object({
      caseId: z.uuid().optional(),
      roundId: z.uuid().optional(),
      status: z.enum(TRIAL_STATUSES).optional(),
      overdue: flag.optional(),
    })
    .extend({ ...pastQuery.shape, ...pageQuery.shape }),
  response: pageOf(line),
});

const places = cursors('trial-purchases', z.object({ openedAt: z.string(), id: z.uuid() }));

@Controller('v1/trial-purchases')
export class ListTrialsController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get()
  @Endpoint(route)
  async list({ query }: InputOf<typeof route>, context: RequestContext): Promise<AnswerOf<typeof route>> {
    const { limit, cursor, ...filter } = query;
    const { actor } = context;
    const holder = context.permits('procurement.read-all') ? undefined : (actor.organisationId ?? actor.id);
    const after = places.decode(cursor, filter);
    const rows = await this.queries.execute(new ListTrials(filter, holder, after, limit + 1));
    return page(
      rows,
      limit,
      (row) => ({
        ...{ id: row.id, caseId: row.case_id, roundId: row.round_id, track: row.track, status: row.status },
        orders: Object.keys(row.amounts).length,
        amount: Object.values(row.amounts).reduce((sum, one) => sum + one, 0),
        ...{ reported: row.reported, overdue: row.overdue.length > 0 },
        ...{ openedAt: row.opened_at, version: row.version },
      }),
      (row) => places.encode({ openedAt: row.opened_at, id: row.id }, filter),
    );
  }
}
