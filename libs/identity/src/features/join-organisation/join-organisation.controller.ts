import { Controller, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import { Endpoint, endpoint, type AnswerOf, type InputOf, RequestContext } from '@doyak/kernel/http';
import { idParams } from '../request-parts.js';
import { JoinOrganisation } from './join-organisation.js';

const route = endpoint({
  permission: 'identity.manage-people',
  summary: 'Attach a founder to the company founded since',
  params: idParams,
  body: z.object({ organisationId: z.uuid() }),
  command: true,
  refusals: [
    'ALREADY_IN_AN_ORGANISATION',
    'NOT_A_COMPANY',
    'ROLE_NOT_FOR_ORGANISATION',
    'PERSON_NOT_FOUND',
    'PERSON_INACTIVE',
    'ORGANISATION_NOT_FOUND',
    'ORGANISATION_INACTIVE',
  ],
});

@Controller('v1/people')
export class JoinOrganisationController {
  constructor(private readonly commands: CommandBus) {}

  @Post(':id/join-organisation')
  @Endpoint(route)
  join({ params, body }: InputOf<typeof route>, context: RequestContext): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new JoinOrganisation(params.id, body.organisationId, context.command));
  }
}
