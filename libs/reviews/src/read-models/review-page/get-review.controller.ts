import { Controller, Get, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
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
import { ConflictChecks } from '../../conflict-checks.js';
import { GetReview } from './review-page.js';
import { stepView, viewStep } from './step-view.js';

const route = endpoint({
  permission: 'reviews.read',
  summary: 'Read a review with its steps, as it is or as it was',
  params: z.object({ id: z.uuid() }),
  query: pastQuery,
  response: z
    .object({
      id: z.uuid(),
      caseId: z.uuid(),
      applicationId: z.uuid(),
      stage: z.string(),
      run: z.int(),
      status: z.enum(['open', 'decided', 'stopped']),
      outcome: z.string().nullable(),
      skipped: z.array(z.string()).describe('Steps whose guard does not hold'),
      steps: z.array(stepView).describe('Every run of every step that was reached'),
    })
    .meta({ id: 'ReviewPage' }),
  refusals: ['REVIEW_NOT_FOUND', 'CONFLICT_OF_INTEREST'],
});

@Controller('v1/reviews')
export class GetReviewController {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(ConflictChecks) private readonly conflicts: ConflictChecks,
  ) {}

  @Get(':id')
  @Endpoint(route)
  async get(
    { params, query }: InputOf<typeof route>,
    { actor }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    const found = await this.queries.execute(new GetReview(params.id, query));
    if (!found) throw new Refusal('not-found', 'REVIEW_NOT_FOUND', 'There is no such review');
    const { state, version, steps } = found;
    await this.conflicts.refuse({ ...state, personId: actor.id });
    const { reviewId: id, caseId, applicationId, stage, run, status, outcome = null, skipped } = state;
    const view = { id, caseId, applicationId, stage, run, status, outcome, skipped: [...skipped] };
    return reply({ ...view, steps: steps.map(viewStep) }, { version });
  }
}
