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
import { ListReviews } from './list-reviews.js';
import type { ReviewLine } from './review-list.js';

const status = z.enum(['open', 'decided', 'stopped']);

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
    outcome: z.string().nullable(),
    openedAt: z.string(),
    closedAt: z.string().nullable(),
    version: z.int(),
  })
  .meta({ id: 'ReviewLine' });

const filters = z.object({
  programId: z.string().min(1).max(63).optional(),
  roundId: z.uuid().optional(),
  caseId: z.uuid().optional(),
  status: status.optional(),
});

const route = endpoint({
  permission: 'reviews.read',
  summary: 'List reviews, newest first',
  query: filters.extend({ ...pastQuery.shape, ...pageQuery.shape }),
  response: pageOf(line),
});

const places = cursors('reviews', z.object({ openedAt: z.string(), id: z.uuid() }));

@Controller('v1/reviews')
export class ListReviewsController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get()
  @Endpoint(route)
  async list({ query }: InputOf<typeof route>): Promise<AnswerOf<typeof route>> {
    const { limit, cursor, ...filter } = query;
    const rows = await this.queries.execute(
      new ListReviews(filter, places.decode(cursor, filter), limit + 1),
    );
    return page(rows, limit, view, (row) => places.encode({ openedAt: row.opened_at, id: row.id }, filter));
  }
}

function view(row: ReviewLine): z.input<typeof line> {
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
    outcome: row.outcome,
    openedAt: row.opened_at,
    closedAt: row.closed_at,
    version: row.version,
  };
}
