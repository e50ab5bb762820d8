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
import { ListScreenings } from './list-screenings.js';
import type { ScreeningLine } from './screening-list.js';

const status = z.enum(['open', 'awaiting-supplement', 'decided', 'stopped']);

const line = z
  .object({
    id: z.uuid(),
    caseId: z.uuid(),
    applicationId: z.uuid(),
    programId: z.string(),
    roundId: z.uuid(),
    track: z.string(),
    stage: z.string(),
    run: z.int(),
    status,
    decision: z.enum(['ELIGIBLE', 'INELIGIBLE']).nullable(),
    failing: z.int().nullable().describe('Rules that fail; null for the applicant before the decision'),
    undetermined: z.int().nullable().describe('Rules that lack a fact; null as well'),
    answerBefore: z.string().nullable().describe('First instant that is too late for a supplement'),
    openedAt: z.string(),
    decidedAt: z.string().nullable(),
    version: z.int(),
  })
  .meta({ id: 'ScreeningLine' });

const name = z.string().min(1).max(63);
const filters = z.object({
  programId: name.optional(),
  roundId: z.uuid().optional(),
  track: name.optional(),
  caseId: z.uuid().optional(),
  status: status.optional(),
});

const route = endpoint({
  permission: 'screening.read',
  summary: 'List screenings, newest first',
  description: 'Applicants see those of their own organisation; a founder without one, their own.',
  query: filters.extend({ ...pastQuery.shape, ...pageQuery.shape }),
  response: pageOf(line),
});

const places = cursors('screenings', z.object({ openedAt: z.string(), id: z.uuid() }));

@Controller('v1/screenings')
export class ListScreeningsController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get()
  @Endpoint(route)
  async list({ query }: InputOf<typeof route>, context: RequestContext): Promise<AnswerOf<typeof route>> {
    const { limit, cursor, ...filter } = query;
    const all = context.permits('screening.read-all');
    const after = places.decode(cursor, filter);
    const of = all ? undefined : context.actor;
    const rows = await this.queries.execute(new ListScreenings(filter, of, after, limit + 1));
    return page(
      rows,
      limit,
      (row) => view(row, all),
      (row) => places.encode({ openedAt: row.opened_at, id: row.id }, filter),
    );
  }
}

function view(row: ScreeningLine, all: boolean): z.input<typeof line> {
  const tells = all || row.decision !== null;
  return {
    id: row.id,
    caseId: row.case_id,
    applicationId: row.application_id,
    programId: row.program_id,
    roundId: row.round_id,
    track: row.track,
    stage: row.stage,
    run: row.run,
    status: row.status,
    decision: row.decision,
    failing: tells ? row.failing : null,
    undetermined: tells ? row.undetermined : null,
    answerBefore: row.answer_before,
    openedAt: row.opened_at,
    decidedAt: row.decided_at,
    version: row.version,
  };
}
