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
import { ListPocs } from './list-pocs.js';

export const pocStatus = z.enum(['WAITING', 'READY', 'RUNNING', 'PASSED', 'FAILED', 'STOPPED']);

const line = z
  .object({
    id: z.uuid(),
    caseId: z.uuid(),
    roundId: z.uuid(),
    programId: z.string(),
    track: z.string(),
    stage: z.string(),
    run: z.int(),
    status: pocStatus,
    target: z.string(),
    attempts: z.int().describe('Begun so far'),
    certifiedUntil: z
      .string()
      .nullable()
      .describe('Last day of its certificate; null: it has none that is valid'),
    openedAt: z.string(),
    version: z.int(),
  })
  .meta({ id: 'PocLine' });

const filters = z.object({
  caseId: z.uuid().optional(),
  roundId: z.uuid().optional(),
  track: z.string().min(1).max(63).optional(),
  status: pocStatus.optional(),
});

const route = endpoint({
  permission: 'poc-verification.read',
  summary: 'List verifications of models, newest first',
  description: 'Applicants see their own, laboratories those that they were asked about.',
  query: filters.extend({ ...pastQuery.shape, ...pageQuery.shape }),
  response: pageOf(line),
});

const places = cursors('poc-verifications', z.object({ openedAt: z.string(), id: z.uuid() }));

@Controller('v1/poc-verifications')
export class ListPocsController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get()
  @Endpoint(route)
  async list({ query }: InputOf<typeof route>, context: RequestContext): Promise<AnswerOf<typeof route>> {
    const { limit, cursor, ...filter } = query;
    const { actor } = context;
    const holder = context.permits('poc-verification.read-all')
      ? undefined
      : (actor.organisationId ?? actor.id);
    const after = places.decode(cursor, filter);
    const rows = await this.queries.execute(new ListPocs(filter, holder, after, limit + 1));
    return page(
      rows,
      limit,
      (row) => ({
        ...{ id: row.id, caseId: row.case_id, roundId: row.round_id, programId: row.program_id },
        ...{ track: row.track, stage: row.stage, run: row.run, status: row.status, target: row.target },
        ...{ attempts: row.attempts, certifiedUntil: row.certified_until },
        ...{ openedAt: row.opened_at, version: row.version },
      }),
      (row) => places.encode({ openedAt: row.opened_at, id: row.id }, filter),
    );
  }
}
