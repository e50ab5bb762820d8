import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { byId, freeText, selectionRefusals } from '../../selection-input.js';
import { DecideTie } from './decide-tie.js';

const route = endpoint({
  permission: 'selection.rank',
  summary: 'Give those who share a rank an order',
  params: byId,
  body: z.object({
    order: z.array(z.uuid()).min(2).max(1_000).describe('Case ids, first to last'),
    reason: freeText(4_000),
  }),
  command: true,
  refusals: [...selectionRefusals, 'NOT_RANKED', 'NOT_A_TIE'],
});

@Controller('v1/selections')
export class DecideTieController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/tie-orders')
  @Endpoint(route)
  order(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new DecideTie(params.id, body, command));
  }
}
