import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { byId, gate, items, reason, runRefusals } from '../../run-input.js';
import { RespinRun } from './respin-run.js';

const route = endpoint({
  permission: 'prototype-runs.judge',
  summary: 'Begin another cycle of gates, with its reason and its cost',
  description:
    'Gates from `from` on are gone through again. The cost is added to the co-funding, which must be approved again.',
  params: byId,
  body: z.object({ from: gate, reason, costs: items(0) }),
  command: true,
  refusals: [
    ...[...runRefusals, 'NO_RESPIN_LEFT', 'COST_ITEM_UNKNOWN', 'GATE_NOT_PASSED', 'OWN_APPLICATION'],
    ...['DUTIES_NOT_SEPARATE', 'CO_FUNDING_NOT_FOUND'],
  ],
});

@Controller('v1/prototype-runs')
export class RespinRunController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/respin')
  @Endpoint(route)
  respin(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new RespinRun(params.id, body, command));
  }
}
