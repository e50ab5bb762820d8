import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { ResumeCase } from './resume-case.js';

const route = endpoint({
  permission: 'cases.advance',
  summary: 'Resume a case that is on hold',
  params: z.object({ id: z.uuid() }),
  body: z.object({ reason: z.string().trim().min(1).max(1_000) }),
  command: true,
  refusals: ['CASE_NOT_FOUND', 'CASE_NOT_HELD'],
});

@Controller('v1/cases')
export class ResumeCaseController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/resume')
  @Endpoint(route)
  decide(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new ResumeCase(params.id, body.reason, command));
  }
}
