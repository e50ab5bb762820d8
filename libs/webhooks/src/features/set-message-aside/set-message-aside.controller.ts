import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { EndpointDesk } from '../../endpoint-desk.js';
import { byMessage, endpointRefusals, reason } from '../../webhooks-input.js';
import { SetMessageAside } from './set-message-aside.js';

const route = endpoint({
  permission: 'webhooks.manage',
  summary: 'Set a message aside, so that those behind it flow',
  params: byMessage,
  body: z.object({ reason }),
  command: true,
  refusals: [...endpointRefusals, 'MESSAGE_NOT_FOUND', 'MESSAGE_NOT_SO'],
});

@Controller('v1/webhook-endpoints')
export class SetMessageAsideController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(EndpointDesk) private readonly desk: EndpointDesk,
  ) {}

  @Post(':id/messages/:index/set-aside')
  @Endpoint(route)
  async decide(
    { params, body }: InputOf<typeof route>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    await this.desk.own(params.id, context);
    return this.commands.execute(new SetMessageAside(params.id, params.index, body.reason, context.command));
  }
}
