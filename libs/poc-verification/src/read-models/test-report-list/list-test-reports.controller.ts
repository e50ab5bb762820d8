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
import { ListTestReports } from './list-test-reports.js';

export const testReportStatus = z.enum(['WAITING', 'ASKED', 'CONFORMING', 'NONCONFORMING', 'STOPPED']);

const line = z
  .object({
    id: z.uuid(),
    caseId: z.uuid(),
    roundId: z.uuid(),
    track: z.string(),
    stage: z.string(),
    run: z.int(),
    status: testReportStatus,
    number: z.string().nullable().describe('Of the last report'),
    validUntil: z.string().nullable(),
    openedAt: z.string(),
    version: z.int(),
  })
  .meta({ id: 'TestReportLine' });

const filters = z.object({
  caseId: z.uuid().optional(),
  roundId: z.uuid().optional(),
  status: testReportStatus.optional(),
});

const route = endpoint({
  permission: 'poc-verification.read',
  summary: 'List test reports of laboratories, newest first',
  description: 'Applicants see their own, laboratories those that they were asked for.',
  query: filters.extend({ ...pastQuery.shape, ...pageQuery.shape }),
  response: pageOf(line),
});

const places = cursors('test-reports', z.object({ openedAt: z.string(), id: z.uuid() }));

@Controller('v1/test-reports')
export class ListTestReportsController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get()
  @Endpoint(route)
  async list({ query }: InputOf<typeof route>, context: RequestContext): Promise<AnswerOf<typeof route>> {
    const { limit, cursor, ...filter } = query;
    const { actor } = context;
    const all = context.permits('poc-verification.read-all');
    const holder = all ? undefined : (actor.organisationId ?? actor.id);
    const after = places.decode(cursor, filter);
    const rows = await this.queries.execute(new ListTestReports(filter, holder, after, limit + 1));
    return page(
      rows,
      limit,
      (row) => ({
        ...{ id: row.id, caseId: row.case_id, roundId: row.round_id, track: row.track, stage: row.stage },
        ...{ run: row.run, status: row.status, number: row.number, validUntil: row.valid_until },
        ...{ openedAt: row.opened_at, version: row.version },
      }),
      (row) => places.encode({ openedAt: row.opened_at, id: row.id }, filter),
    );
  }
}
