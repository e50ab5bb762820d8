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
import { runStatus } from '../run-page/run-view.js';
import { ListRuns } from './list-runs.js';

const line = z
  .object({
    id: z.uuid(),
    caseId: z.uuid(),
    roundId: z.uuid(),
    track: z.string(),
    stage: z.string(),
    run: z.int(),
    status: runStatus,
    route: z.string(),
    cycle: z.int(),
    lastGate: z.string().nullable().describe('Passed or waived last in this cycle'),
    openedAt: z.string(),
    version: z.int(),
  })
  .meta({ id: 'PrototypeRunLine' });

const filters = z.object({
  caseId: z.uuid().optional(),
  roundId: z.uuid().optional(),
  track: z.string().min(1).max(63).optional(),
  status: runStatus.optional(),
});

const route = endpoint({
  permission: 'prototype-runs.read',
  summary: 'List prototype runs, newest first',
  description: 'Applicants and partners see those in which they have a part.',
  query: filters.extend({ ...pastQuery.shape, ...pageQuery.shape }),
  response: pageOf(line),
});

const places = cursors('prototype-runs', z.object({ openedAt: z.string(), id: z.uuid() }));

@Controller('v1/prototype-runs')
export class ListRunsController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get()
  @Endpoint(route)
  async list({ query }: InputOf<typeof route>, context: RequestContext): Promise<AnswerOf<typeof route>> {
    const { limit, cursor, ...filter } = query;
    const { actor } = context;
    const all = context.permits('prototype-runs.read-all');
    const holder = all ? undefined : (actor.organisationId ?? actor.id);
    const after = places.decode(cursor, filter);
    const rows = await this.queries.execute(new ListRuns(filter, holder, after, limit + 1));
    return page(
      rows,
      limit,
      (row) => ({
        ...{ id: row.id, caseId: row.case_id, roundId: row.round_id, track: row.track, stage: row.stage },
        ...{ run: row.run, status: row.status, route: row.route, cycle: row.cycle, lastGate: row.last_gate },
        ...{ openedAt: row.opened_at, version: row.version },
      }),
      (row) => places.encode({ openedAt: row.opened_at, id: row.id }, filter),
    );
  }
}
