import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { byId, pocRefusals, words } from '../../poc-input.js';
import { GiveUp } from './give-up.js';

const route = endpoint({
  permission: 'poc-verification.run',
  summary: 'End a verification as failed although attempts are left',
  params: byId,
  body: z.object({ reason: words(4_000) }),
  command: true,
  refusals: ['OWN_APPLICATION', 'PERSON_NEEDED', 'DUTIES_NOT_SEPARATE', ...pocRefusals],
});

@Controller('v1/poc-verifications')
export class GiveUpController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/give-up')
  @Endpoint(route)
  giveUp(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new GiveUp(params.id, body.reason, command));
  }
}
