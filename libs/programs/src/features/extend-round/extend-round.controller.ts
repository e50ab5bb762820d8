import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, instant, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { ExtendRound } from './extend-round.js';

const route = endpoint({
  permission: 'programs.open-round',
  summary: 'Extend the window of a round',
  params: z.object({ id: z.uuid() }),
  body: z.object({
    closesAt: instant.describe('First instant that is too late'),
    reason: z.string().trim().min(1).max(1_000),
  }),
  command: true,
  refusals: ['ROUND_NOT_FOUND', 'ROUND_CANCELLED', 'ROUND_CLOSED', 'NOT_AN_EXTENSION', 'EXTENSIONS_USED_UP'],
});

@Controller('v1/rounds')
export class ExtendRoundController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/extend')
  @Endpoint(route)
  extend(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new ExtendRound(params.id, body.closesAt, body.reason, command));
  }
}
