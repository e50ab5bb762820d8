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
  RequestContext,
} from '@doyak/kernel/http';
import { z } from 'zod';
import { ListRequests } from './list-requests.js';
import type { RequestLine } from './request-list.js';

const status = z.enum(['open', 'answered', 'lapsed', 'closed']);

const line = z
  .object({
    id: z.uuid(),
    caseId: z.uuid(),
    stage: z.string(),
    step: z.string(),
    what: z.object({ ko: z.string(), en: z.string() }).describe('What is asked'),
    outcomes: z.array(z.string()).describe('Answers that are taken'),
    answerBefore: z.string().describe('First instant that is too late'),
    replyPath: z.string().describe('Where to send the signed answer'),
    status,
    answer: z.string().nullable().describe('What was answered last'),
    answers: z.int().describe('Corrections included'),
    askedAt: z.string(),
    version: z.int(),
  })
  .meta({ id: 'ReviewRequestLine' });

const filters = z.object({ status: status.optional() });

const route = endpoint({
  permission: 'reviews.read-own-requests',
  summary: 'List what your organisation was asked, newest first',
  query: filters.extend(pageQuery.shape),
  response: pageOf(line),
});

const places = cursors('review-requests', z.object({ askedAt: z.string(), id: z.uuid() }));

@Controller('v1/review-requests')
export class ListRequestsController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get()
  @Endpoint(route)
  async list({ query }: InputOf<typeof route>, { actor }: RequestContext): Promise<AnswerOf<typeof route>> {
    const { limit, cursor, ...filter } = query;
    const { organisationId } = actor;
    const after = places.decode(cursor, filter);
    const rows =
      organisationId === undefined
        ? []
        : await this.queries.execute(new ListRequests(organisationId, filter.status, after, limit + 1));
    return page(rows, limit, view, (row) => places.encode({ askedAt: row.asked_at, id: row.id }, filter));
  }
}

function view(row: RequestLine): z.input<typeof line> {
  return {
    id: row.id,
    caseId: row.case_id,
    stage: row.stage,
    step: row.step,
    what: row.what,
    outcomes: [...row.outcomes],
    answerBefore: row.answer_before,
    replyPath: row.reply_path,
    status: row.status,
    answer: row.answer,
    answers: row.answers,
    askedAt: row.asked_at,
    version: row.version,
  };
}
