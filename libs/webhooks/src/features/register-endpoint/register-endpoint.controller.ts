import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Refusal } from '@doyak/kernel/decider';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { wishes } from '../../webhooks-input.js';
import { RegisterEndpoint } from './register-endpoint.js';

const route = endpoint({
  permission: 'webhooks.manage',
  summary: 'Register an endpoint of a partner',
  description: 'It is pending until it is activated. Partners register their own.',
  body: wishes.extend({
    organisationId: z.uuid().optional().describe('Of the partner; a partner leaves it out'),
  }),
  response: z.object({
    secret: z
      .string()
      .nullable()
      .describe('`whsec_…`, shown this once. Null for a repeated request, and where nothing is sent'),
  }),
  command: true,
  creates: true,
  sends: { to: '{$request.body#/url}' },
  refusals: ['PARTNER_NOT_GRANTED', 'TYPES_NOT_GRANTED', 'FAT_NOT_GRANTED', 'URL_NOT_ALLOWED', 'NO_PARTNER'],
});

@Controller('v1/webhook-endpoints')
export class RegisterEndpointController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post()
  @Endpoint(route)
  register({ body }: InputOf<typeof route>, context: RequestContext): Promise<AnswerOf<typeof route>> {
    const { organisationId: named, ...wished } = body;
    const own = context.actor.organisationId;
    const organisationId = context.permits('webhooks.manage-all') ? named : own;
    if (organisationId === undefined) throw new Refusal('rule', 'NO_PARTNER', 'Name the partner');
    return this.commands.execute(new RegisterEndpoint(organisationId, wished, context.command));
  }
}
