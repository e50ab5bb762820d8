import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { byId, publishedType, reason } from '../../webhooks-input.js';
import { GrantPartner } from './grant-partner.js';

const route = endpoint({
  permission: 'webhooks.grant-partners',
  summary: 'Say which messages a partner may have',
  description: 'Replaces what was granted before. Without types the partner gets nothing more.',
  params: byId,
  body: z.object({
    types: z.array(publishedType).max(100),
    fat: z.boolean().describe('Whether it may have the published facts, or references alone'),
    officer: z.uuid().describe('Person of the agency who is told when an endpoint of the partner is paused'),
    reason,
  }),
  command: true,
  refusals: ['NO_PARTNER', 'PERSON_NEEDED'],
});

@Controller('v1/webhook-partners')
export class GrantPartnerController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/grant')
  @Endpoint(route)
  grant(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new GrantPartner(params.id, body, command));
  }
}
