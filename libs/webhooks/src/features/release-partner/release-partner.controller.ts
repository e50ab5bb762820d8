import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { byId, reason } from '../../webhooks-input.js';
import { ReleasePartner } from './release-partner.js';

const route = endpoint({
  permission: 'webhooks.name-partners',
  summary: 'Release a partner from a case',
  params: byId,
  body: z.object({ organisationId: z.uuid(), reason }),
  command: true,
  refusals: ['CASE_NOT_FOUND', 'PARTNER_NOT_NAMED', 'PERSON_NEEDED'],
});

@Controller('v1/cases')
export class ReleasePartnerController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/partners/release')
  @Endpoint(route)
  release(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new ReleasePartner(params.id, body.organisationId, body.reason, command));
  }
}
