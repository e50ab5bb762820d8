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
import { businessNumber } from '@doyak/kernel/korean-ids';
import { z } from 'zod';
import type { ApplicationLine } from './application-list.js';
import { ListApplications } from './list-applications.js';

const line = z
  .object({
    id: z.uuid(),
    caseId: z.uuid(),
    roundId: z.uuid(),
    track: z.string(),
    status: z.enum(['DRAFT', 'SUBMITTED', 'WITHDRAWN']),
    title: z.string(),
    companyName: z.string().nullable(),
    businessNumber: z.string().nullable().describe('Digits only'),
    startedAt: z.string(),
    submittedAt: z.string().nullable(),
    withdrawnAt: z.string().nullable(),
    version: z.int(),
  })
  .meta({ id: 'ApplicationLine' });

const filters = z.object({
  roundId: z.uuid().optional(),
  track: z.string().min(1).max(50).optional(),
  status: z.enum(['DRAFT', 'SUBMITTED', 'WITHDRAWN']).optional(),
  businessNumber: businessNumber().optional(),
});

const route = endpoint({
  permission: 'applications.read',
  summary: 'List applications, newest first',
  description: 'Applicants see those of their own organisation; a founder without one, their own.',
  query: filters.extend({ ...pastQuery.shape, ...pageQuery.shape }),
  response: pageOf(line),
});

const places = cursors('applications', z.object({ startedAt: z.string(), id: z.uuid() }));

@Controller('v1/applications')
export class ListApplicationsController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get()
  @Endpoint(route)
  async list({ query }: InputOf<typeof route>, context: RequestContext): Promise<AnswerOf<typeof route>> {
    const { limit, cursor, ...filter } = query;
    const of = context.permits('applications.read-all') ? undefined : context.actor;
    const after = places.decode(cursor, filter);
    const rows = await this.queries.execute(new ListApplications(filter, of, after, limit + 1));
    return page(rows, limit, view, (row) => places.encode({ startedAt: row.started_at, id: row.id }, filter));
  }
}

function view(row: ApplicationLine): z.input<typeof line> {
  return {
    id: row.id,
    caseId: row.case_id,
    roundId: row.round_id,
    track: row.track,
    status: row.status,
    title: row.title,
    companyName: row.company_name,
    businessNumber: row.business_number,
    startedAt: row.started_at,
    submittedAt: row.submitted_at,
    withdrawnAt: row.withdrawn_at,
    version: row.version,
  };
}
