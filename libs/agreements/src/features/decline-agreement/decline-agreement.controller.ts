import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { agreementRefusals, byId, reason } from '../../agreement-input.js';
import { DeclineAgreement } from './decline-agreement.js';

const route = endpoint({
  permission: 'agreements.sign',
  summary: 'Decline what is offered, for a party',

  params: byId,
  body: z.object({ reason }),
  command: true,
  refusals: [...agreementRefusals, 'NOTHING_OFFERED', 'NOT_A_PARTY'],
});

@Controller('v1/agreements')
export class DeclineAgreementController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/decline')
  @Endpoint(route)
  decline(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new DeclineAgreement(params.id, body.reason, command));
  }
}
