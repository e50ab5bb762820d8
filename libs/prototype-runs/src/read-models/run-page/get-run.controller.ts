import { Controller, Get, Inject } from '@nestjs/common';
import {
  type AnswerOf,
  Endpoint,
  endpoint,
  type InputOf,
  pastQuery,
  reply,
  RequestContext,
} from '@doyak/kernel/http';
import { byId } from '../../run-input.js';
import { runView, viewRun } from './run-view.js';
import { VisibleRuns } from './visible-runs.js';

const route = endpoint({
  permission: 'prototype-runs.read',
  summary: 'Read a prototype run, as it is or as it was',
  params: byId,
  query: pastQuery,
  response: runView,
  refusals: ['RUN_NOT_FOUND'],
});

@Controller('v1/prototype-runs')
export class GetRunController {
  constructor(@Inject(VisibleRuns) private readonly runs: VisibleRuns) {}

  @Get(':id')
  @Endpoint(route)
  async get(
    { params, query }: InputOf<typeof route>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    const { state, version } = await this.runs.seen(params.id, context, query);
    return reply(viewRun(state, version), { version });
  }
}
