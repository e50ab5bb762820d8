import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { reason } from '../../budget-line-input.js';
import { byOrder, orderRefusals } from '../../disbursement-input.js';
import { CancelOrder } from './cancel-order.js';

const route = endpoint({
  permission: 'disbursement.prepare',
  summary: 'Cancel a payment order that is not released',
  params: byOrder,
  body: z.object({ reason }),
  command: true,
  refusals: [...orderRefusals],
});

@Controller('v1/disbursements')
export class CancelOrderController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/orders/:order/cancel')
  @Endpoint(route)
  cancel(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new CancelOrder(params.id, params.order, body.reason, command));
  }
}
