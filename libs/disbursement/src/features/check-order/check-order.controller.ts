import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { byOrder, orderRefusals } from '../../disbursement-input.js';
import { CheckOrder } from './check-order.js';

const route = endpoint({
  permission: 'disbursement.check',
  summary: 'Check a payment order',
  params: byOrder,

  command: true,
  refusals: [...orderRefusals, 'NOT_APPOINTED', 'FOUR_EYES'],
});

@Controller('v1/disbursements')
export class CheckOrderController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/orders/:order/check')
  @Endpoint(route)
  check({ params }: InputOf<typeof route>, { command }: RequestContext): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new CheckOrder(params.id, params.order, command));
  }
}
