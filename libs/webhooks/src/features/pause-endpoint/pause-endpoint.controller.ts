import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { EndpointDesk } from '../../endpoint-desk.js';
import { byId, endpointRefusals, reason } from '../../webhooks-input.js';
import { PauseEndpoint } from './pause-endpoint.js';

const route = endpoint({
  permission: 'webhooks.manage',
  summary: 'Pause an endpoint; its messages are held',
  params: byId,
  body: z.object({ reason }),
  command: true,
  refusals: [...endpointRefusals, 'ENDPOINT_NOT_SO'],
});

@Controller('v1/webhook-endpoints')
export class PauseEndpointController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(EndpointDesk) private readonly desk: EndpointDesk,
  ) {}

  @Post(':id/pause')
  @Endpoint(route)
  async pause(
    { params, body }: InputOf<typeof route>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    await this.desk.own(params.id, context);
    return this.commands.execute(new PauseEndpoint(params.id, 'person', body.reason, context.command));
  }
}
