import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { AssignCase } from './assign-case.js';

const route = endpoint({
  permission: 'cases.advance',
  summary: 'Name the person who is responsible for a case',
  params: z.object({ id: z.uuid() }),
  body: z.object({ responsible: z.uuid() }),
  command: true,
  refusals: ['CASE_NOT_FOUND', 'CASE_CLOSED'],
});

@Controller('v1/cases')
export class AssignCaseController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/assign')
  @Endpoint(route)
  decide(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new AssignCase(params.id, body.responsible, command));
  }
}
