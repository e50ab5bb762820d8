import { Controller, Get, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import {
  type AnswerOf,
  Endpoint,
  endpoint,
  type InputOf,
  pastQuery,
  reply,
  RequestContext,
} from '@doyak/kernel/http';
import { z } from 'zod';
import { CaseActions } from '../../case-actions.js';
import { caseView, viewCase } from '../case-list/case-view.js';
import { GetCase, visibleCase } from './case-page.js';

const caseRoute = endpoint({
  permission: 'cases.read',
  summary: 'Read a case',
  params: z.object({ id: z.uuid() }),
  query: pastQuery,
  response: caseView,
  refusals: ['CASE_NOT_FOUND'],
});

const actionsRoute = endpoint({
  permission: 'cases.read',
  summary: 'Tell what this person can do about a case now, and why not the rest',
  params: z.object({ id: z.uuid() }),
  response: z.object({
    caseId: z.uuid(),
    actions: z.array(
      z.object({
        action: z.string(),
        method: z.literal('POST'),
        path: z.string(),
        allowed: z.boolean(),
        why: z.object({ code: z.string(), detail: z.string() }).optional(),
      }),
    ),
  }),
  refusals: ['CASE_NOT_FOUND'],
});

@Controller('v1/cases')
export class GetCaseController {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(CaseActions) private readonly actions: CaseActions,
  ) {}

  @Get(':id')
  @Endpoint(caseRoute)
  async get(
    { params, query }: InputOf<typeof caseRoute>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof caseRoute>> {
    const found = await this.queries.execute(new GetCase(params.id, query));
    const line = visibleCase(found, context, 'cases.read-all');
    return reply(viewCase(line), { version: line.version });
  }

  @Get(':id/actions')
  @Endpoint(actionsRoute)
  async next(
    { params }: InputOf<typeof actionsRoute>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof actionsRoute>> {
    const found = await this.queries.execute(new GetCase(params.id));
    visibleCase(found, context, 'cases.read-all');
    return { caseId: params.id, actions: await this.actions.of(params.id, context) };
  }
}
