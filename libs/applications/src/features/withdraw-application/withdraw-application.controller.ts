import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { withoutResidentNumber } from '@doyak/kernel/korean-ids';
import { z } from 'zod';
import { WithdrawApplication } from './withdraw-application.js';

const route = endpoint({
  permission: 'applications.withdraw',
  summary: 'Withdraw an application',
  params: z.object({ id: z.uuid() }),
  body: z.object({ reason: withoutResidentNumber(z.string().trim().min(1).max(1_000)) }),
  command: true,
  refusals: ['APPLICATION_NOT_FOUND', 'NOT_THE_APPLICANT', 'APPLICATION_WITHDRAWN'],
});

@Controller('v1/applications')
export class WithdrawApplicationController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/withdraw')
  @Endpoint(route)
  withdraw(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new WithdrawApplication(params.id, body.reason, command));
  }
}
