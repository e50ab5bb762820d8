import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { reason } from '../../budget-line-input.js';
import { byOrder, day, orderRefusals } from '../../disbursement-input.js';
import { ChangeOrder } from './change-order.js';

const route = endpoint({
  permission: 'disbursement.prepare',
  summary: 'Change a payment order that is not released',
  description: 'Whoever changes it is its maker; what others approved before does not count.',
  params: byOrder,
  body: z.object({ notBefore: day, reason }),
  command: true,
  refusals: [...orderRefusals],
});

@Controller('v1/disbursements')
export class ChangeOrderController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/orders/:order/change')
  @Endpoint(route)
  change(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(
      new ChangeOrder(params.id, params.order, body.notBefore, body.reason, command),
    );
  }
}
