import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { byId, day, officerRefusals } from '../../disbursement-input.js';
import { PrepareOrder } from './prepare-order.js';

const route = endpoint({
  permission: 'disbursement.prepare',
  summary: 'Prepare a payment order',
  params: byId,
  body: z.object({ tranche: z.string().min(1).max(63), notBefore: day }),
  command: true,
  refusals: [
    ...officerRefusals,
    'TRANCHE_NOT_FOUND',
    'TRANCHE_NOT_SO',
    'ACCOUNT_NEEDED',
    'ACCOUNT_NOT_CORRECTED',
  ],
});

@Controller('v1/disbursements')
export class PrepareOrderController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/orders')
  @Endpoint(route)
  prepare(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new PrepareOrder(params.id, body.tranche, body.notBefore, command));
  }
}
