import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { byId, reason } from '../../webhooks-input.js';
import { NamePartner } from './name-partner.js';

const route = endpoint({
  permission: 'webhooks.name-partners',
  summary: 'Name a partner for a case: it gets its messages from now on',
  params: byId,
  body: z.object({
    organisationId: z.uuid(),
    as: z.string().trim().min(1).max(100).describe('What the partner does in the case'),
    reason,
  }),
  command: true,
  refusals: ['CASE_NOT_FOUND', 'NO_PARTNER', 'PERSON_NEEDED'],
});

@Controller('v1/cases')
export class NamePartnerController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/partners/name')
  @Endpoint(route)
  name(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(
      new NamePartner(params.id, body.organisationId, body.as, body.reason, command),
    );
  }
}
