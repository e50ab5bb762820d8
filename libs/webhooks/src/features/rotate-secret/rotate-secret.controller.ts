import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { EndpointDesk } from '../../endpoint-desk.js';
import { byId, endpointRefusals } from '../../webhooks-input.js';
import { RotateSecret } from './rotate-secret.js';

const route = endpoint({
  permission: 'webhooks.manage',
  summary: 'Give an endpoint another secret',
  description: 'Until the grace is over, messages carry signatures by both.',
  params: byId,
  body: z.object({ graceHours: z.int().min(0).max(720).default(24) }),
  response: z.object({
    secret: z.string().nullable().describe('Shown this once; null for a repeated request'),
  }),
  command: true,
  refusals: [...endpointRefusals, 'ENDPOINT_PULLS'],
});

@Controller('v1/webhook-endpoints')
export class RotateSecretController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(EndpointDesk) private readonly desk: EndpointDesk,
  ) {}

  @Post(':id/rotate-secret')
  @Endpoint(route)
  async rotate(
    { params, body }: InputOf<typeof route>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    await this.desk.own(params.id, context);
    return this.commands.execute(new RotateSecret(params.id, body.graceHours, context.command));
  }
}
