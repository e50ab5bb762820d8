import { Controller, Get, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { GetCase, visibleCase } from '@doyak/cases';
import {
  type AnswerOf,
  Endpoint,
  endpoint,
  type InputOf,
  pastQuery,
  RequestContext,
} from '@doyak/kernel/http';
import { z } from 'zod';
import { ListCaseNotices } from './list-case-notices.js';

const text = z.object({ ko: z.string(), en: z.string() });

const view = z
  .object({
    notice: z.int().describe('1 for the first of the case'),
    number: z.string(),
    stage: z.string(),
    run: z.int(),
    result: z.string().describe('Outcome of the stage, or `reserve`'),
    issuedAt: z.string(),
    title: text,
    body: text,
    legalBasis: text,
    reason: text.nullable(),
    reasonCode: z.string().nullable(),
    objection: z
      .object({ way: text, lastDay: z.string() })
      .nullable()
      .describe('How to object, and the last day in Seoul on which that is in time'),
    contact: text,
    deliveries: z.array(
      z.object({
        channel: z.enum(['portal', 'email', 'post']),
        sentAt: z.string().nullable(),
        receivedAt: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'Notice' });

const route = endpoint({
  permission: 'selection.read-notices',
  summary: 'Read the notices of a case',
  description: 'Applicants read those of their own cases.',
  tags: ['notices'],
  params: z.object({ id: z.uuid() }),
  query: pastQuery,
  response: z.object({ items: z.array(view) }),
  refusals: ['CASE_NOT_FOUND'],
});

@Controller('v1/cases')
export class ListCaseNoticesController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get(':id/notices')
  @Endpoint(route)
  async list(
    { params, query }: InputOf<typeof route>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    visibleCase(await this.queries.execute(new GetCase(params.id)), context, 'selection.read-all-notices');
    const found = await this.queries.execute(new ListCaseNotices(params.id, query));
    return {
      items: found.map(({ notice: one, text: said }) => ({
        ...{ notice: one.notice, number: one.number, stage: one.stage, run: one.run, result: one.result },
        ...{ issuedAt: one.issuedAt, ...said, reasonCode: one.reason ?? null },
        deliveries: one.deliveries.map(({ channel, sentAt, receivedAt }) => ({
          ...{ channel, sentAt: sentAt ?? null, receivedAt: receivedAt ?? null },
        })),
      })),
    };
  }
}
