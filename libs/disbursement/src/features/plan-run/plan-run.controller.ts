import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { day } from '../../disbursement-input.js';
import { runIdOf } from '../../disbursement-ids.js';
import { PlanRun } from './plan-run.js';

const route = endpoint({
  permission: 'disbursement.send',
  summary: 'Put all orders that are released into the payment file of a value date',
  description: 'One file a value date; what is released afterwards waits for the next.',
  body: z.object({
    valueDate: day,
    debtorAccountId: z.uuid().describe('Account of your organisation that pays'),
  }),
  response: z.object({ runId: z.uuid() }),
  command: true,
  refusals: ['RUN_EXISTS', 'VALUE_DATE_UNFIT', 'NOTHING_RELEASED', 'ACCOUNT_NOT_FOUND', 'PERSON_NEEDED'],
});

@Controller('v1/payment-runs')
export class PlanRunController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post()
  @Endpoint(route)
  async plan({ body }: InputOf<typeof route>, { command }: RequestContext): Promise<AnswerOf<typeof route>> {
    const { valueDate, debtorAccountId } = body;
    const appended = await this.commands.execute(new PlanRun(valueDate, debtorAccountId, command));
    return { ...appended, runId: runIdOf(valueDate) };
  }
}
