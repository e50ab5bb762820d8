import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { byId, freeText, reasoned, trialRefusals } from '../../registration-input.js';
import { UseTrial, type Using } from './use-trial.js';

const byOrder = byId.extend({ order: z.coerce.number().int().min(1).max(10_000) });
const ofOrder = [...trialRefusals, 'ORDER_NOT_FOUND', 'ORDER_NOT_SO'] as const;
const use = { permission: 'procurement.use-trial', params: byOrder, command: true } as const;

const deliver = endpoint({
  ...use,
  summary: 'Confirm the delivery of an ordered product: its use begins',
  refusals: [...ofOrder, 'NOT_THE_INSTITUTION'],
});
const report = endpoint({
  ...use,
  summary: 'Report on the use of a product',
  body: z.object({
    satisfaction: z.int().min(1).max(5).describe('1 (poor) to 5'),
    wouldBuy: z.boolean(),
    report: freeText(8_000),
  }),
  refusals: [...ofOrder, 'NOT_THE_INSTITUTION'],
});
const withdraw = endpoint({
  permission: 'procurement.purchase',
  summary: 'Withdraw an order that was not reported on',
  params: byOrder,
  body: reasoned,
  command: true,
  refusals: [...ofOrder, 'OWN_APPLICATION'],
});
const conclude = endpoint({
  permission: 'procurement.purchase',
  summary: 'Conclude a trial purchase: used, or not matched where no order stands',
  params: byId,
  body: reasoned,
  command: true,
  refusals: [...trialRefusals, 'REPORTS_MISSING', 'OWN_APPLICATION'],
});

@Controller('v1/trial-purchases')
export class UseTrialController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/orders/:order/deliver')
  @Endpoint(deliver)
  deliver({ params }: InputOf<typeof deliver>, context: RequestContext): Promise<AnswerOf<typeof deliver>> {
    return this.give(params.id, { type: 'DeliverTrial', order: params.order }, context);
  }

  @Post(':id/orders/:order/report')
  @Endpoint(report)
  report(
    { params, body }: InputOf<typeof report>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof report>> {
    return this.give(params.id, { type: 'ReportUse', order: params.order, ...body }, context);
  }

  @Post(':id/orders/:order/withdraw')
  @Endpoint(withdraw)
  withdraw(
    { params, body }: InputOf<typeof withdraw>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof withdraw>> {
    return this.give(params.id, { type: 'WithdrawOrder', order: params.order, ...body }, context);
  }

  @Post(':id/conclude')
  @Endpoint(conclude)
  conclude(
    { params, body }: InputOf<typeof conclude>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof conclude>> {
    return this.give(params.id, { type: 'ConcludeTrial', ...body }, context);
  }

  private give(id: string, using: Using, { command }: RequestContext) {
    return this.commands.execute(new UseTrial(id, using, command));
  }
}
