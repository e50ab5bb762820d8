import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { EndpointDesk } from '../../endpoint-desk.js';
import { byId, endpointRefusals, reason, wishes } from '../../webhooks-input.js';
import { ChangeEndpoint } from './change-endpoint.js';

const route = endpoint({
  permission: 'webhooks.manage',
  summary: 'Replace what an endpoint asks for',
  description: 'With another address it is pending until it is activated anew.',
  params: byId,
  body: wishes.extend({ reason }),
  command: true,
  refusals: [
    ...[...endpointRefusals, 'ENDPOINT_KIND_FIXED', 'PARTNER_NOT_GRANTED', 'TYPES_NOT_GRANTED'],
    ...['FAT_NOT_GRANTED', 'URL_NOT_ALLOWED'],
  ],
});

@Controller('v1/webhook-endpoints')
export class ChangeEndpointController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(EndpointDesk) private readonly desk: EndpointDesk,
  ) {}

  @Post(':id/change')
  @Endpoint(route)
  async change(
    { params, body }: InputOf<typeof route>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    await this.desk.own(params.id, context);
    const { reason: why, ...wished } = body;
    return this.commands.execute(new ChangeEndpoint(params.id, wished, why, context.command));
  }
}
