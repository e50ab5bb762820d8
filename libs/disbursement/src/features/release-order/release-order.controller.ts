import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { byOrder, orderRefusals } from '../../disbursement-input.js';
import { ReleaseOrder } from './release-order.js';

const route = endpoint({
  permission: 'disbursement.release',
  summary: 'Release a payment order to the bank',
  description:
    'Above the limit of the program maker, checker and releaser are three people, below it maker and releaser two.',
  params: byOrder,

  command: true,
  refusals: [...orderRefusals, 'NOT_APPOINTED', 'FOUR_EYES', 'CHECK_NEEDED'],
});

@Controller('v1/disbursements')
export class ReleaseOrderController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/orders/:order/release')
  @Endpoint(route)
  release({ params }: InputOf<typeof route>, { command }: RequestContext): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new ReleaseOrder(params.id, params.order, command));
  }
}
