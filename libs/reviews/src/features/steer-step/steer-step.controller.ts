import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { freeText, officerRefusals } from '../../review-input.js';
import { SteerStep } from './steer-step.js';

const common = {
  permission: 'reviews.manage',
  params: z.object({ id: z.uuid() }),
  command: true,
} as const;
const reason = z.object({ reason: freeText(1_000) });
const refusals = ['STEP_CLOSED', 'CONFLICT_OF_INTEREST', ...officerRefusals] as const;

const pause = endpoint({
  ...common,
  summary: 'Pause a step; what runs is stopped',
  body: reason,
  refusals: ['STEP_NOT_RUNNING', ...refusals],
});
const resume = endpoint({
  ...common,
  summary: 'Let a step go on that was paused or needed a person',
  body: reason,
  refusals,
});
const settle = endpoint({
  ...common,
  summary: 'Settle a step with an outcome and a reason, instead of the check, person or partner',
  body: reason.extend({ outcome: z.string().min(1).max(63) }),
  refusals: ['OUTCOME_UNKNOWN', 'DUTIES_NOT_SEPARATE', ...refusals],
});

@Controller('v1/review-steps')
export class SteerStepController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/pause')
  @Endpoint(pause)
  pause(
    { params, body }: InputOf<typeof pause>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof pause>> {
    return this.commands.execute(new SteerStep(params.id, { type: 'PauseStep', ...body }, command));
  }

  @Post(':id/resume')
  @Endpoint(resume)
  resume(
    { params, body }: InputOf<typeof resume>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof resume>> {
    return this.commands.execute(new SteerStep(params.id, { type: 'ResumeStep', ...body }, command));
  }

  @Post(':id/settle')
  @Endpoint(settle)
  settle(
    { params, body }: InputOf<typeof settle>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof settle>> {
    return this.commands.execute(new SteerStep(params.id, { type: 'SettleStep', ...body }, command));
  }
}
