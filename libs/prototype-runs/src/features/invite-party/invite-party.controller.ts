import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { byId, fundingRefusals } from '../../run-input.js';
import { InviteParty } from './invite-party.js';

const route = endpoint({
  permission: 'prototype-runs.fund',
  summary: 'Invite an organisation to pledge as a party',
  params: byId,
  body: z.object({
    party: z.enum(['large-company', 'buyer', 'local-government']),
    organisationId: z.uuid(),
  }),
  command: true,
  refusals: [...fundingRefusals, 'OWN_APPLICATION', 'PARTY_UNKNOWN', 'PARTY_TWICE', 'ORGANISATION_UNFIT'],
});

@Controller('v1/co-fundings')
export class InvitePartyController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/invite')
  @Endpoint(route)
  invite(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new InviteParty(params.id, body, command));
  }
}
