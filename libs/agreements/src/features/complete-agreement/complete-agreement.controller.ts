import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { agreementRefusals, byId, reason } from '../../agreement-input.js';
import { CompleteAgreement } from './complete-agreement.js';

const route = endpoint({
  permission: 'agreements.govern',
  summary: 'State that what was agreed is done',

  params: byId,
  body: z.object({ reason }),
  command: true,
  refusals: [...agreementRefusals, 'AGREEMENT_NOT_SO', 'OWN_APPLICATION'],
});

@Controller('v1/agreements')
export class CompleteAgreementController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/complete')
  @Endpoint(route)
  complete(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new CompleteAgreement(params.id, body.reason, command));
  }
}
