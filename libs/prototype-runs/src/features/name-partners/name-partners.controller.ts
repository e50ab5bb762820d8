import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { byId, runRefusals } from '../../run-input.js';
import { NamePartners } from './name-partners.js';

const route = endpoint({
  permission: 'prototype-runs.judge',
  summary: 'Name the foundry, the package house and the buyer of a run',
  params: byId,
  body: z.object({
    foundry: z.uuid().optional(),
    'package-house': z.uuid().optional(),
    buyer: z.uuid().optional(),
  }),
  command: true,
  refusals: [...runRefusals, 'ORGANISATION_UNFIT', 'PARTNER_ASKED', 'OWN_APPLICATION'],
});

@Controller('v1/prototype-runs')
export class NamePartnersController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/name-partners')
  @Endpoint(route)
  name(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new NamePartners(params.id, body, command));
  }
}
