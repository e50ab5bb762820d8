import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { HoldCase } from './hold-case.js';

const route = endpoint({
  permission: 'cases.advance',
  summary: 'Put a case on hold',
  params: z.object({ id: z.uuid() }),
  body: z.object({ reason: z.string().trim().min(1).max(1_000) }),
  command: true,
  refusals: ['CASE_NOT_FOUND', 'CASE_CLOSED', 'CASE_HELD'],
});

@Controller('v1/cases')
export class HoldCaseController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/hold')
  @Endpoint(route)
  decide(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new HoldCase(params.id, body.reason, command));
  }
}
