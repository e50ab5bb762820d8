import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { byLine, krw } from '../../budget-line-input.js';
import { AllocateFunds } from './allocate-funds.js';

const route = endpoint({
  permission: 'disbursement.allocate',
  summary: 'Allocate funds of a budget line to a round',
  params: byLine,
  body: z.object({ roundId: z.uuid(), amount: krw }),
  command: true,
  refusals: [
    ...['PROGRAM_NOT_FOUND', 'ROUND_NOT_FOUND', 'ROUND_NOT_OF_PROGRAM', 'BUDGET_LINE_NOT_FOUND'],
    ...['FUNDS_INSUFFICIENT', 'AMOUNT_INVALID', 'PERSON_NEEDED'],
  ],
});

@Controller('v1/budget-lines')
export class AllocateFundsController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':program/:line/allocations')
  @Endpoint(route)
  allocate(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new AllocateFunds(params.program, params.line, body, command));
  }
}
