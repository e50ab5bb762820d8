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
import { id } from '../../domain/format/common.js';
import { takesApplications } from '../../domain/lifecycle/round.js';
import { ListRounds, type RoundLine } from './round-list.js';

const line = z
  .object({
    id: z.uuid(),
    programId: z.string(),
    programVersion: z.int(),
    notice: z.object({ number: z.string(), title: z.string(), date: z.string() }),
    opensAt: z.string(),
    closesAt: z.string().describe('First instant that is too late'),
    takesApplications: z.enum(['yes', 'not-yet', 'late', 'cancelled']),
    offers: z.array(
      z.object({ track: z.string(), slots: z.int(), reserves: z.int(), budget: z.int().describe('KRW') }),
    ),
    version: z.int(),
  })
  .meta({ id: 'Round' });

const route = endpoint({
  permission: 'programs.read',
  summary: 'List rounds, the latest window first',
  query: z.object({ programId: id.optional(), ...pastQuery.shape, ...pageQuery.shape }),
  response: pageOf(line),
});

const places = cursors('rounds', z.object({ opensAt: z.string(), id: z.uuid() }));

@Controller('v1/rounds')
export class RoundListController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get()
  @Endpoint(route)
  async list({ query }: InputOf<typeof route>, { now }: RequestContext): Promise<AnswerOf<typeof route>> {
    const { limit, cursor, ...filter } = query;
    const rows = await this.queries.execute(
      new ListRounds(filter.programId, places.decode(cursor, filter), limit + 1, filter),
    );
    return page(
      rows,
      limit,
      (row) => view(row, filter.asOf ?? now),
      (row) => places.encode({ opensAt: row.opens_at, id: row.round_id }, filter),
    );
  }
}

function view(row: RoundLine, now: Date): z.input<typeof line> {
  const window = {
    opensAt: row.opens_at,
    closesAt: row.closes_at,
    status: row.cancelled ? 'cancelled' : 'open',
  };
  return {
    id: row.round_id,
    programId: row.program_id,
    programVersion: row.program_version,
    notice: row.notice,
    opensAt: row.opens_at,
    closesAt: row.closes_at,
    takesApplications: takesApplications(window, now),
    offers: [...row.offers],
    version: row.version,
  };
}
