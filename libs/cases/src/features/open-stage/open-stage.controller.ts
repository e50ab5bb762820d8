import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { OpenStage } from './open-stage.js';

const route = endpoint({
  permission: 'cases.advance',
  summary: 'Open a stage that waits for an operator',
  params: z.object({ id: z.uuid(), stage: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/) }),
  command: true,
  refusals: ['CASE_NOT_FOUND', 'STAGE_NOT_FOUND', 'STAGE_NOT_READY', 'CASE_CLOSED', 'CASE_HELD'],
});

@Controller('v1/cases')
export class OpenStageController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/stages/:stage/open')
  @Endpoint(route)
  decide({ params }: InputOf<typeof route>, { command }: RequestContext): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new OpenStage(params.id, params.stage, command));
  }
}
