import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { agreementRefusals, byId, reason } from '../../agreement-input.js';
import { ResumeAgreement } from './resume-agreement.js';

const route = endpoint({
  permission: 'agreements.govern',
  summary: 'Take a suspended agreement up again',

  params: byId,
  body: z.object({ reason }),
  command: true,
  refusals: [...agreementRefusals, 'AGREEMENT_NOT_SO', 'OWN_APPLICATION'],
});

@Controller('v1/agreements')
export class ResumeAgreementController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/resume')
  @Endpoint(route)
  resume(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new ResumeAgreement(params.id, body.reason, command));
  }
}
