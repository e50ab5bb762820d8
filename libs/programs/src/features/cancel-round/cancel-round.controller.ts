import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { CancelRound } from './cancel-round.js';

const route = endpoint({
  permission: 'programs.open-round',
  summary: 'Cancel a round',
  params: z.object({ id: z.uuid() }),
  body: z.object({ reason: z.string().trim().min(1).max(1_000) }),
  command: true,
  refusals: ['ROUND_NOT_FOUND', 'ROUND_CANCELLED'],
});

@Controller('v1/rounds')
export class CancelRoundController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/cancel')
  @Endpoint(route)
  cancel(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new CancelRound(params.id, body.reason, command));
  }
}
