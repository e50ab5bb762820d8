import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { byLine, krw, reason } from '../../budget-line-input.js';
import { AppropriateFunds } from './appropriate-funds.js';

const route = endpoint({
  permission: 'disbursement.appropriate',
  summary: 'Appropriate funds to a budget line',
  params: byLine,
  body: z.object({
    programVersion: z.int().min(1).max(1_000_000).describe('The version whose budget is the ceiling'),
    amount: krw,
    basis: reason.describe('The decision by which the money came'),
  }),
  command: true,
  refusals: ['PROGRAM_NOT_FOUND', 'BUDGET_LINE_NOT_FOUND', 'ABOVE_BUDGET', 'AMOUNT_INVALID', 'PERSON_NEEDED'],
});

@Controller('v1/budget-lines')
export class AppropriateFundsController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':program/:line/appropriations')
  @Endpoint(route)
  appropriate(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new AppropriateFunds(params.program, params.line, body, command));
  }
}
