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
  Problem,
  RequestContext,
} from '@doyak/kernel/http';
import { businessNumber } from '@doyak/kernel/korean-ids';
import { z } from 'zod';
import { SealedAnswers } from '../../sealed-answers.js';
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
  field: z
    .string()
    .regex(/^[a-z][A-Za-z0-9]{0,62}$/, 'must be the name of a field')
    .optional()
    .describe('A field of the form that is marked personal; goes together with `equals`'),
  equals: z
    .string()
    .min(1)
    .max(500)
    .optional()
    .describe(
      'Only applications submitted with this answer to `field`; case, width and spacing make no difference',
    ),
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
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(SealedAnswers) private readonly sealed: SealedAnswers,
  ) {}

  @Get()
  @Endpoint(route)
  async list({ query }: InputOf<typeof route>, context: RequestContext): Promise<AnswerOf<typeof route>> {
    const { limit, cursor, field, equals, ...rest } = query;
    if ((field === undefined) !== (equals === undefined))
      throw new Problem('INVALID_REQUEST', '`field` and `equals` go together.');
    if (field !== undefined && !context.permits('applications.read-personal'))
      throw new Problem('FORBIDDEN', 'Searching by personal answers is for officers and auditors.');
    const ids =
      field !== undefined && equals !== undefined ? await this.sealed.find(field, equals) : undefined;
    const filter = { ...rest, ids };
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
