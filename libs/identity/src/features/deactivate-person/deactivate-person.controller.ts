import { Controller, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import { Endpoint, endpoint, type AnswerOf, type InputOf, RequestContext } from '@doyak/kernel/http';
import { idParams, reason } from '../request-parts.js';
import { DeactivatePerson } from './deactivate-person.js';

const route = endpoint({
  permission: 'identity.manage-people',
  summary: 'Deactivate a person',
  params: idParams,
  body: z.object({ reason }),
  command: true,
  refusals: ['ADMINISTRATOR_ROLE_HELD', 'PERSON_NOT_FOUND', 'PERSON_INACTIVE'],
});

@Controller('v1/people')
export class DeactivatePersonController {
  constructor(private readonly commands: CommandBus) {}

  @Post(':id/deactivate')
  @Endpoint(route)
  deactivate(
    { params, body }: InputOf<typeof route>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new DeactivatePerson(params.id, body.reason, context.command));
  }
}
