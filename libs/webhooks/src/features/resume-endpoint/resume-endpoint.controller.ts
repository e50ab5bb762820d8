import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { EndpointDesk } from '../../endpoint-desk.js';
import { byId, endpointRefusals, reason } from '../../webhooks-input.js';
import { ResumeEndpoint } from './resume-endpoint.js';

const route = endpoint({
  permission: 'webhooks.manage',
  summary: 'Resume a paused endpoint; what waited goes out in order',
  params: byId,
  body: z.object({ reason }),
  command: true,
  refusals: [...endpointRefusals, 'ENDPOINT_NOT_SO'],
});

@Controller('v1/webhook-endpoints')
export class ResumeEndpointController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(EndpointDesk) private readonly desk: EndpointDesk,
  ) {}

  @Post(':id/resume')
  @Endpoint(route)
  async resume(
    { params, body }: InputOf<typeof route>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    await this.desk.own(params.id, context);
    return this.commands.execute(new ResumeEndpoint(params.id, body.reason, context.command));
  }
}
