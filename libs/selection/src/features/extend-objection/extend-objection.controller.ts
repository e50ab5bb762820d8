import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { byId, freeText, objectionRefusals } from '../../selection-input.js';
import { ExtendObjection } from './extend-objection.js';

const route = endpoint({
  permission: 'selection.decide-objections',
  summary: 'Extend the time for the answer, once',

  params: byId,
  body: z.object({ reason: freeText(4_000) }),
  command: true,
  refusals: [...objectionRefusals, 'EXTENSION_USED_UP'],
});

@Controller('v1/objections')
export class ExtendObjectionController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/extend')
  @Endpoint(route)
  extend(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new ExtendObjection(params.id, body.reason, command));
  }
}
