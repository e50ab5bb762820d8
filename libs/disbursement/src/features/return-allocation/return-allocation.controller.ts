import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { byLine, krw, reason } from '../../budget-line-input.js';
import { ReturnAllocation } from './return-allocation.js';

const route = endpoint({
  permission: 'disbursement.allocate',
  summary: 'Return funds from a round to its budget line',
  description: 'Only what the round has promised to nobody.',
  params: byLine,
  body: z.object({ roundId: z.uuid(), amount: krw, reason }),
  command: true,
  refusals: ['FUNDS_INSUFFICIENT', 'AMOUNT_INVALID', 'PERSON_NEEDED'],
});

@Controller('v1/budget-lines')
export class ReturnAllocationController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':program/:line/returns')
  @Endpoint(route)
  give(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new ReturnAllocation(params.program, params.line, body, command));
  }
}
