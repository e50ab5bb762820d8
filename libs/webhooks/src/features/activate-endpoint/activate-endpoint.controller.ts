import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { EndpointDesk } from '../../endpoint-desk.js';
import { byId, endpointRefusals } from '../../webhooks-input.js';
import { ActivateEndpoint } from './activate-endpoint.js';

const route = endpoint({
  permission: 'webhooks.manage',
  summary: 'Activate an endpoint: it is asked by OPTIONS whether it wants messages',
  params: byId,
  command: true,
  refusals: [...endpointRefusals, 'ENDPOINT_NOT_SO', 'HANDSHAKE_FAILED'],
});

@Controller('v1/webhook-endpoints')
export class ActivateEndpointController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(EndpointDesk) private readonly desk: EndpointDesk,
  ) {}

  @Post(':id/activate')
  @Endpoint(route)
  async activate(
    { params }: InputOf<typeof route>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    await this.desk.own(params.id, context);
    return this.commands.execute(new ActivateEndpoint(params.id, context.command));
  }
}
