import { Controller, Get, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { actsFor } from '@doyak/applications';
import { Refusal } from '@doyak/kernel/decider';
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
import { ScreeningRules } from '../../screening-rules.js';
import { GetScreening } from './screening-page.js';
import { screeningView, viewScreening } from './screening-view.js';

const route = endpoint({
  permission: 'screening.read',
  summary: 'Read a screening with what each rule says, as it is or as it was',
  params: z.object({ id: z.uuid() }),
  query: pastQuery,
  response: screeningView,
  refusals: ['SCREENING_NOT_FOUND'],
});

@Controller('v1/screenings')
export class GetScreeningController {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(ScreeningRules) private readonly rules: ScreeningRules,
  ) {}

  @Get(':id')
  @Endpoint(route)
  async get(
    { params, query }: InputOf<typeof route>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    const found = await this.queries.execute(new GetScreening(params.id, query));
    const inside = context.permits('screening.read-all');
    // Another applicant's screening looks like none at all.
    if (!found || !(inside || actsFor(context.actor, found.state.applicant)))
      throw new Refusal('not-found', 'SCREENING_NOT_FOUND', 'There is no such screening');
    const plan = await this.rules.plan(found.state);
    return reply(viewScreening(found, plan, inside), { version: found.version });
  }
}
