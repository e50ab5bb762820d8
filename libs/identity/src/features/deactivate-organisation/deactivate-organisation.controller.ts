import { Controller, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import { Endpoint, endpoint, type AnswerOf, type InputOf, RequestContext } from '@doyak/kernel/http';
import { idParams, reason } from '../request-parts.js';
import { DeactivateOrganisation } from './deactivate-organisation.js';

const route = endpoint({
  permission: 'identity.manage-organisations',
  summary: 'Deactivate an organisation',
  params: idParams,
  body: z.object({ reason }),
  command: true,
  refusals: ['ORGANISATION_NOT_FOUND', 'ORGANISATION_INACTIVE', 'AGENCY_STAYS'],
});

@Controller('v1/organisations')
export class DeactivateOrganisationController {
  constructor(private readonly commands: CommandBus) {}

  @Post(':id/deactivate')
  @Endpoint(route)
  deactivate(
    { params, body }: InputOf<typeof route>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new DeactivateOrganisation(params.id, body.reason, context.command));
  }
}
