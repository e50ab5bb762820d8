import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { reason } from '../../budget-line-input.js';
import { byTranche, officerRefusals } from '../../disbursement-input.js';
import { SendBackClaim } from './send-back-claim.js';

const route = endpoint({
  permission: 'disbursement.approve',
  summary: 'Send a claim back',
  params: byTranche,
  body: z.object({ reason }),
  command: true,
  refusals: [...officerRefusals, 'TRANCHE_NOT_FOUND', 'TRANCHE_NOT_SO'],
});

@Controller('v1/disbursements')
export class SendBackClaimController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/tranches/:tranche/send-back')
  @Endpoint(route)
  sendBack(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new SendBackClaim(params.id, params.tranche, body.reason, command));
  }
}
