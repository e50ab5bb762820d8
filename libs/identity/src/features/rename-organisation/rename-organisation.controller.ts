import { Controller, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import { Endpoint, endpoint, type AnswerOf, type InputOf, RequestContext } from '@doyak/kernel/http';
import { idParams, organisationName, reason } from '../request-parts.js';
import { RenameOrganisation } from './rename-organisation.js';

const route = endpoint({
  permission: 'identity.manage-organisations',
  summary: 'Rename an organisation',
  params: idParams,
  body: z.object({ name: organisationName, reason }),
  command: true,
  refusals: ['ORGANISATION_NOT_FOUND', 'ORGANISATION_INACTIVE'],
});

@Controller('v1/organisations')
export class RenameOrganisationController {
  constructor(private readonly commands: CommandBus) {}

  @Post(':id/rename')
  @Endpoint(route)
  rename({ params, body }: InputOf<typeof route>, context: RequestContext): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new RenameOrganisation(params.id, body, context.command));
  }
}
