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
} from '@doyak/kernel/http';
import { z } from 'zod';
import { ListSelections } from './list-selections.js';

const status = z.enum(['open', 'ranked', 'published']);

const line = z
  .object({
    id: z.uuid(),
    roundId: z.uuid(),
    programId: z.string(),
    track: z.string(),
    stage: z.string(),
    slots: z.int(),
    candidates: z.int(),
    status,
    openedAt: z.string(),
    publishedAt: z.string().nullable(),
    version: z.int(),
  })
  .meta({ id: 'SelectionLine' });

const filters = z.object({
  roundId: z.uuid().optional(),
  track: z.string().min(1).max(63).optional(),
  status: status.optional(),
});

const route = endpoint({
  permission: 'selection.read',
  summary: 'List selections, newest first',
  query: filters.extend({ ...pastQuery.shape, ...pageQuery.shape }),
  response: pageOf(line),
});

const places = cursors('selections', z.object({ openedAt: z.string(), id: z.uuid() }));

@Controller('v1/selections')
export class ListSelectionsController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get()
  @Endpoint(route)
  async list({ query }: InputOf<typeof route>): Promise<AnswerOf<typeof route>> {
    const { limit, cursor, ...filter } = query;
    const after = places.decode(cursor, filter);
    const rows = await this.queries.execute(new ListSelections(filter, after, limit + 1));
    return page(
      rows,
      limit,
      (row) => ({
        ...{ id: row.id, roundId: row.round_id, programId: row.program_id, track: row.track },
        ...{ stage: row.stage, slots: row.slots, candidates: row.candidates, status: row.status },
        ...{ openedAt: row.opened_at, publishedAt: row.published_at, version: row.version },
      }),
      (row) => places.encode({ openedAt: row.opened_at, id: row.id }, filter),
    );
  }
}
