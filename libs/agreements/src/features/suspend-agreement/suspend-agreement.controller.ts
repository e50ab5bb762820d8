import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { agreementRefusals, byId, reason } from '../../agreement-input.js';
import { SuspendAgreement } from './suspend-agreement.js';

const route = endpoint({
  permission: 'agreements.govern',
  summary: 'Suspend an agreement in force',

  params: byId,
  body: z.object({ reason }),
  command: true,
  refusals: [...agreementRefusals, 'AGREEMENT_NOT_SO', 'OWN_APPLICATION'],
});

@Controller('v1/agreements')
export class SuspendAgreementController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/suspend')
  @Endpoint(route)
  suspend(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new SuspendAgreement(params.id, body.reason, command));
  }
}
