import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { EndpointDesk } from '../../endpoint-desk.js';
import { byId, endpointRefusals, reason } from '../../webhooks-input.js';
import { DisableEndpoint } from './disable-endpoint.js';

const route = endpoint({
  permission: 'webhooks.manage',
  summary: 'Disable an endpoint for good',
  params: byId,
  body: z.object({ reason }),
  command: true,
  refusals: [...endpointRefusals],
});

@Controller('v1/webhook-endpoints')
export class DisableEndpointController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(EndpointDesk) private readonly desk: EndpointDesk,
  ) {}

  @Post(':id/disable')
  @Endpoint(route)
  async disable(
    { params, body }: InputOf<typeof route>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    await this.desk.own(params.id, context);
    return this.commands.execute(new DisableEndpoint(params.id, body.reason, context.command));
  }
}
