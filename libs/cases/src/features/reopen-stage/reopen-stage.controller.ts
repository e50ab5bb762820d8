import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { ReopenStage } from './reopen-stage.js';

const route = endpoint({
  permission: 'cases.advance',
  summary: 'Take up a closed stage again',
  params: z.object({ id: z.uuid(), stage: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/) }),
  body: z.object({ reason: z.string().trim().min(1).max(1_000) }),
  command: true,
  refusals: [
    'CASE_NOT_FOUND',
    'STAGE_NOT_FOUND',
    'STAGE_NOT_CLOSED',
    'LATER_STAGE_BEGUN',
    'CASE_CLOSED',
    'CASE_HELD',
  ],
});

@Controller('v1/cases')
export class ReopenStageController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/stages/:stage/reopen')
  @Endpoint(route)
  decide(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new ReopenStage(params.id, params.stage, body.reason, command));
  }
}
