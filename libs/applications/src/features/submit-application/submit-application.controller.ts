import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { SubmitApplication } from './submit-application.js';

const route = endpoint({
  permission: 'applications.submit',
  summary: 'Submit a draft',
  params: z.object({ id: z.uuid() }),
  command: true,
  refusals: [
    ...['APPLICATION_NOT_FOUND', 'NOT_THE_APPLICANT', 'APPLICATION_SUBMITTED', 'APPLICATION_WITHDRAWN'],
    ...[
      'APPLICATION_INCOMPLETE',
      'DOC_MISSING',
      'ALREADY_APPLIED',
      'LATE',
      'ROUND_NOT_OPEN_YET',
      'ROUND_CANCELLED',
    ],
  ],
});

@Controller('v1/applications')
export class SubmitApplicationController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/submit')
  @Endpoint(route)
  submit({ params }: InputOf<typeof route>, { command }: RequestContext): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new SubmitApplication(params.id, command));
  }
}
