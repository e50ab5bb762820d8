import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { krw, reason } from '../../budget-line-input.js';
import { byId, officerRefusals } from '../../disbursement-input.js';
import { AgreeAmount } from './agree-amount.js';

const route = endpoint({
  permission: 'disbursement.commit',
  summary: 'Decide what a case gets, where no agreement says so',
  params: byId,
  body: z.object({ amount: krw, reason }),
  command: true,
  refusals: [...officerRefusals, 'AMOUNT_FIXED', 'DUTIES_NOT_SEPARATE'],
});

@Controller('v1/disbursements')
export class AgreeAmountController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/amount')
  @Endpoint(route)
  agree(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new AgreeAmount(params.id, body.amount, body.reason, command));
  }
}
