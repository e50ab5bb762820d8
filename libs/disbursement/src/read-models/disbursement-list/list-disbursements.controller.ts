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
import { ListDisbursements } from './list-disbursements.js';

const status = z.enum(['OPEN', 'COMPLETED', 'STOPPED']);

const line = z
  .object({
    id: z.uuid(),
    caseId: z.uuid(),
    programId: z.string(),
    track: z.string(),
    stage: z.string(),
    run: z.int(),
    instrument: z.string(),
    status,
    amount: z.int().nullable().describe('Whole KRW; null until it is agreed or decided'),
    paid: z.int(),
    claims: z.int().describe('Claims that wait for an officer'),
    openedAt: z.string(),
    version: z.int(),
  })
  .meta({ id: 'DisbursementLine' });

const filters = z.object({
  programId: z.string().min(1).max(63).optional(),
  caseId: z.uuid().optional(),
  status: status.optional(),
});

const route = endpoint({
  permission: 'disbursement.read-own',
  summary: 'List disbursements, newest first',
  description: 'Applicants see those of their own organisation; a founder without one, their own.',
  query: filters.extend({ ...pastQuery.shape, ...pageQuery.shape }),
  response: pageOf(line),
});

const places = cursors('disbursements', z.object({ openedAt: z.string(), id: z.uuid() }));

@Controller('v1/disbursements')
export class ListDisbursementsController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get()
  @Endpoint(route)
  async list({ query }: InputOf<typeof route>, context: RequestContext): Promise<AnswerOf<typeof route>> {
    const { limit, cursor, ...filter } = query;
    const of = context.permits('disbursement.read') ? undefined : context.actor;
    const after = places.decode(cursor, filter);
    const rows = await this.queries.execute(new ListDisbursements(filter, of, after, limit + 1));
    return page(
      rows,
      limit,
      (row) => ({
        ...{ id: row.id, caseId: row.case_id, programId: row.program_id, track: row.track, stage: row.stage },
        ...{ run: row.run, instrument: row.instrument, status: row.status, amount: row.amount },
        ...{ paid: row.paid, claims: row.claims, openedAt: row.opened_at, version: row.version },
      }),
      (row) => places.encode({ openedAt: row.opened_at, id: row.id }, filter),
    );
  }
}
