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
import type { Reader } from '../../domain/blindness.js';
import type { KnownEvaluation } from '../../domain/evaluation.state.js';
import { byId } from '../../evaluation-input.js';
import { EvaluationPlans } from '../../evaluation-plans.js';
import { type FoundEvaluation, GetEvaluation } from './evaluation-page.js';
import { evaluationView, viewEvaluation } from './evaluation-view.js';
import { Explanations, explanationView } from './explanations.js';

const page = endpoint({
  permission: 'evaluations.read',
  summary: 'Read an evaluation, as it is or as it was',
  description:
    'Reviewers see those on whose panel they have or had a seat. Until a blind panel is closed nobody sees a ballot but the own one.',
  params: byId,
  query: pastQuery,
  response: evaluationView,
  refusals: ['EVALUATION_NOT_FOUND'],
});

const explanation = endpoint({
  permission: 'evaluations.read',
  summary: 'Tell how the result came about, with every number on the way',
  description: 'Once the panel is closed. For the applicant without the names of reviewers.',
  params: byId,
  response: explanationView,
  refusals: ['EVALUATION_NOT_FOUND', 'EVALUATION_NOT_CLOSED'],
});

@Controller('v1/evaluations')
export class GetEvaluationController {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(EvaluationPlans) private readonly plans: EvaluationPlans,
    @Inject(Explanations) private readonly explanations: Explanations,
  ) {}

  @Get(':id')
  @Endpoint(page)
  async get(
    { params, query }: InputOf<typeof page>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof page>> {
    const found = await this.queries.execute(new GetEvaluation(params.id, query));
    const [known, reader] = visible(found, context);
    const titles = await this.plans.titles(known.state);
    return reply(viewEvaluation(known, titles, reader), { version: known.version });
  }

  @Get(':id/explanation')
  @Endpoint(explanation)
  async explain(
    { params }: InputOf<typeof explanation>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof explanation>> {
    const found = await this.queries.execute(new GetEvaluation(params.id));
    const [{ state, version }, reader] = visible(found, context);
    return reply(await this.explanations.of(state, reader), { version });
  }
}

/** What a caller has nothing to do with looks like none at all. Refusal: EVALUATION_NOT_FOUND. */
function visible(found: FoundEvaluation | undefined, context: RequestContext): [FoundEvaluation, Reader] {
  const reader = found && readerOf(found.today, context);
  const seated = found?.today.seats.some(({ personId }) => personId === reader?.personId);
  const reviews = seated && context.permits('evaluations.review');
  if (!found || !reader || !(reader.inside || reader.party || reviews))
    throw new Refusal('not-found', 'EVALUATION_NOT_FOUND', 'There is no such evaluation');
  return [found, reader];
}

function readerOf({ applicant }: KnownEvaluation, context: RequestContext): Reader {
  return {
    personId: context.actor.id,
    inside: context.permits('evaluations.read-all'),
    party: context.permits('evaluations.challenge') && actsFor(context.actor, applicant),
  };
}
