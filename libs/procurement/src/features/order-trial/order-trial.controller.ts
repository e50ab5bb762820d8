import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { byId, trialRefusals } from '../../registration-input.js';
import { OrderTrial } from './order-trial.js';

const route = endpoint({
  permission: 'procurement.purchase',
  summary: 'Order a designated product for a public institution to try',
  params: byId,
  body: z.object({
    institutionId: z.uuid().describe('Organisation of the institution that uses it'),
    amount: z.int().min(1).max(1_000_000_000_000).describe('Whole KRW'),
  }),
  command: true,
  refusals: [
    ...trialRefusals,
    ...['PRODUCT_NOT_IN_FORCE', 'INSTITUTION_UNFIT', 'CEILING_EXCEEDED', 'OWN_APPLICATION', 'CASE_HELD'],
  ],
});

@Controller('v1/trial-purchases')
export class OrderTrialController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/orders')
  @Endpoint(route)
  order(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new OrderTrial(params.id, body, command));
  }
}
