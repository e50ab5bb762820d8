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
import { ListObjections } from './list-objections.js';

export const objectionStatus = z.enum([
  ...['WINDOW_OPEN', 'NOT_FILED', 'STOPPED', 'FILED', 'EXTENDED', 'ACCEPTED', 'DISMISSED'],
  'INADMISSIBLE',
] as const);

const line = z
  .object({
    id: z.uuid(),
    caseId: z.uuid(),
    roundId: z.uuid(),
    programId: z.string(),
    track: z.string(),
    stage: z.string(),
    run: z.int(),
    against: z.string().describe('Stage whose decision it is about'),
    status: objectionStatus,
    windowBefore: z.string().describe('First instant that is too late to file'),
    answerBefore: z.string().nullable().describe('First instant that is too late to answer'),
    openedAt: z.string(),
    version: z.int(),
  })
  .meta({ id: 'ObjectionLine' });

const filters = z.object({
  caseId: z.uuid().optional(),
  roundId: z.uuid().optional(),
  track: z.string().min(1).max(63).optional(),
  status: objectionStatus.optional(),
});

const route = endpoint({
  permission: 'selection.read-objections',
  summary: 'List objections, newest first',
  description: 'Applicants see those of their own organisation; a founder without one, their own.',
  query: filters.extend({ ...pastQuery.shape, ...pageQuery.shape }),
  response: pageOf(line),
});

const places = cursors('objections', z.object({ openedAt: z.string(), id: z.uuid() }));

@Controller('v1/objections')
export class ListObjectionsController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get()
  @Endpoint(route)
  async list({ query }: InputOf<typeof route>, context: RequestContext): Promise<AnswerOf<typeof route>> {
    const { limit, cursor, ...filter } = query;
    const of = context.permits('selection.read-all-objections') ? undefined : context.actor;
    const after = places.decode(cursor, filter);
    const rows = await this.queries.execute(new ListObjections(filter, of, after, limit + 1));
    return page(
      rows,
      limit,
      (row) => ({
        ...{ id: row.id, caseId: row.case_id, roundId: row.round_id, programId: row.program_id },
        ...{ track: row.track, stage: row.stage, run: row.run, against: row.against, status: row.status },
        ...{ windowBefore: row.window_before, answerBefore: row.answer_before },
        ...{ openedAt: row.opened_at, version: row.version },
      }),
      (row) => places.encode({ openedAt: row.opened_at, id: row.id }, filter),
    );
  }
}
