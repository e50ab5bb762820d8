import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { CloseCase } from './close-case.js';

const route = endpoint({
  permission: 'cases.advance',
  summary: 'Close a case',
  params: z.object({ id: z.uuid() }),
  body: z.object({ as: z.enum(['withdrawn', 'terminated']), reason: z.string().trim().min(1).max(1_000) }),
  command: true,
  refusals: ['CASE_NOT_FOUND', 'CASE_CLOSED'],
});

@Controller('v1/cases')
export class CloseCaseController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/close')
  @Endpoint(route)
  decide(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new CloseCase(params.id, body.as, body.reason, command));
  }
}
