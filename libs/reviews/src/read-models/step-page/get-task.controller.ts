import { Controller, Get, Inject } from '@nestjs/common';
import { Refusal } from '@doyak/kernel/decider';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { ConflictChecks } from '../../conflict-checks.js';
import { ReviewDesk } from '../../review-desk.js';
import { taskRoles } from '../../task-roles.js';
import { stepView, viewStep } from '../review-page/step-view.js';

const text = z.object({ ko: z.string(), en: z.string() });

const route = endpoint({
  permission: 'reviews.do-tasks',
  summary: 'Read a task of your roles with what is to be done',
  params: z.object({ id: z.uuid() }),
  response: z.object({ title: text, instructions: text, task: stepView }).meta({ id: 'ReviewTaskPage' }),
  refusals: ['STEP_NOT_FOUND'],
});

@Controller('v1/review-tasks')
export class GetTaskController {
  constructor(
    @Inject(ReviewDesk) private readonly desk: ReviewDesk,
    @Inject(ConflictChecks) private readonly conflicts: ConflictChecks,
  ) {}

  @Get(':id')
  @Endpoint(route)
  async get({ params }: InputOf<typeof route>, context: RequestContext): Promise<AnswerOf<typeof route>> {
    const state = await this.desk.step(params.id);
    const { spec, applicant } = state;
    const { actor } = context;
    const own = actor.organisationId !== undefined && actor.organisationId === applicant.organisationId;
    const ground = own || (await this.conflicts.groundOf({ ...state, personId: actor.id }));
    // What a conflict of interest hides looks like none at all.
    if (spec.kind !== 'human' || !taskRoles(context).includes(spec.role) || ground)
      throw new Refusal('not-found', 'STEP_NOT_FOUND', 'There is no such step');
    const config = await this.desk.stepConfig(await this.desk.review(state.reviewId), state.step);
    if (config.kind !== 'human') throw new Error(`Step ${state.step} is no task any more`);
    return { title: config.title, instructions: config.instructions, task: viewStep(state) };
  }
}
