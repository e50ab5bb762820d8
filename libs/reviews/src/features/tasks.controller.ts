import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { freeText, officerRefusals } from '../review-input.js';
import { taskRoles } from '../task-roles.js';
import { AssignTask } from './assign-task/assign-task.js';
import { ClaimTask } from './claim-task/claim-task.js';
import { CommentOnTask } from './comment-on-task/comment-on-task.js';
import { GiveOpinion } from './give-opinion/give-opinion.js';
import { ReleaseTask } from './release-task/release-task.js';

const params = z.object({ id: z.uuid() });
const refusals = [
  ...['STEP_NOT_A_TASK', 'NOT_YOUR_ROLE', 'CONFLICT_OF_INTEREST', 'STEP_CLOSED', 'STEP_NOT_RUNNING'],
  ...officerRefusals,
] as const;
const common = { permission: 'reviews.do-tasks', params, command: true } as const;

const claim = endpoint({
  ...common,
  summary: 'Take a task',
  refusals: ['TASK_TAKEN', 'TASK_IS_ASSIGNED', 'SECOND_PERSON_NEEDED', ...refusals],
});
const release = endpoint({
  ...common,
  summary: 'Give a task back',
  body: z.object({ reason: freeText(1_000) }),
  refusals: ['TASK_NOT_YOURS', ...refusals],
});
const comment = endpoint({
  ...common,
  summary: 'Comment on a task',
  body: z.object({ text: freeText(4_000) }),
  refusals,
});
const opinion = endpoint({
  ...common,
  summary: 'Give an opinion on a task that you took',
  description: 'The task ends once as many persons as its definition asks for have come to the same outcome.',
  body: z.object({ outcome: z.string().min(1).max(63), reason: freeText(4_000) }),
  refusals: ['TASK_NOT_YOURS', 'SECOND_PERSON_NEEDED', 'OUTCOME_UNKNOWN', 'DUTIES_NOT_SEPARATE', ...refusals],
});
const assign = endpoint({
  ...{ params, command: true, permission: 'reviews.manage' },
  summary: 'Name who does a task',
  body: z.object({ to: z.uuid() }),
  refusals: ['PERSON_NOT_OF_ROLE', 'SECOND_PERSON_NEEDED', ...refusals],
});

/** The commands of one task, which differ in little but their names. */
@Controller('v1/review-tasks')
export class TasksController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/claim')
  @Endpoint(claim)
  claim({ params }: InputOf<typeof claim>, context: RequestContext): Promise<AnswerOf<typeof claim>> {
    return this.commands.execute(new ClaimTask(params.id, taskRoles(context), context.command));
  }

  @Post(':id/release')
  @Endpoint(release)
  release(
    { params, body }: InputOf<typeof release>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof release>> {
    const manages = context.permits('reviews.manage');
    return this.commands.execute(
      new ReleaseTask(params.id, body.reason, taskRoles(context), manages, context.command),
    );
  }

  @Post(':id/comments')
  @Endpoint(comment)
  comment(
    { params, body }: InputOf<typeof comment>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof comment>> {
    return this.commands.execute(
      new CommentOnTask(params.id, body.text, taskRoles(context), context.command),
    );
  }

  @Post(':id/opinions')
  @Endpoint(opinion)
  opinion(
    { params, body }: InputOf<typeof opinion>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof opinion>> {
    return this.commands.execute(new GiveOpinion(params.id, body, taskRoles(context), context.command));
  }

  @Post(':id/assign')
  @Endpoint(assign)
  assign(
    { params, body }: InputOf<typeof assign>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof assign>> {
    return this.commands.execute(new AssignTask(params.id, body.to, command));
  }
}
