import { Controller, Get, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import {
  type AnswerOf,
  cursors,
  Endpoint,
  endpoint,
  type InputOf,
  page,
  pageOf,
  pageQuery,
  pastQuery,
  RequestContext,
} from '@doyak/kernel/http';
import { z } from 'zod';
import { caseView, viewCase } from './case-view.js';
import { ListCases } from './list-cases.js';

const name = z.string().min(1).max(63);
const filters = z.object({
  programId: name.optional(),
  roundId: z.uuid().optional(),
  track: name.optional(),
  status: z.enum(['open', 'held', 'closed']).optional(),
  responsible: z.uuid().optional(),
  number: z.string().min(1).max(30).optional(),
});

const route = endpoint({
  permission: 'cases.read',
  summary: 'List cases, newest first',
  description: 'Applicants see those of their own organisation; a founder without one, their own.',
  query: filters.extend({ ...pastQuery.shape, ...pageQuery.shape }),
  response: pageOf(caseView),
});

const places = cursors('cases', z.object({ openedAt: z.string(), id: z.uuid() }));

@Controller('v1/cases')
export class ListCasesController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get()
  @Endpoint(route)
  async list({ query }: InputOf<typeof route>, context: RequestContext): Promise<AnswerOf<typeof route>> {
    const { limit, cursor, ...filter } = query;
    const of = context.permits('cases.read-all') ? undefined : context.actor;
    const rows = await this.queries.execute(
      new ListCases(filter, of, places.decode(cursor, filter), limit + 1),
    );
    return page(rows, limit, viewCase, (row) =>
      places.encode({ openedAt: row.opened_at, id: row.case_id }, filter),
    );
  }
}
