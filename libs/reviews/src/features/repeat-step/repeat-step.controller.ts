import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { freeText, officerRefusals } from '../../review-input.js';
import { RepeatStep } from './repeat-step.js';

const route = endpoint({
  permission: 'reviews.manage',
  summary: 'Have a step done again from its beginning, with a reason',
  params: z.object({ id: z.uuid(), step: z.string().min(1).max(63) }),
  body: z.object({ reason: freeText(1_000) }),
  command: true,
  refusals: [
    'REVIEW_NOT_FOUND',
    'REVIEW_CLOSED',
    'STEP_RELIED_ON',
    'CONFLICT_OF_INTEREST',
    ...officerRefusals,
  ],
});

@Controller('v1/reviews')
export class RepeatStepController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/steps/:step/repeat')
  @Endpoint(route)
  repeat(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new RepeatStep(params.id, params.step, body.reason, command));
  }
}
