import { Controller, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import { Endpoint, endpoint, type AnswerOf, type InputOf, RequestContext } from '@doyak/kernel/http';
import { idParams, reason } from '../request-parts.js';
import { ErasePerson } from './erase-person.js';

const route = endpoint({
  permission: 'identity.erase-people',
  summary: 'Erase who a person is',
  description:
    'For good: name, e-mail address, telephone number, password, sessions. What they did stays under their id, and every proof holds. ' +
    'Refused while evidence has to be kept: as long as a case goes on, and five years after it closed.',
  params: idParams,
  body: z.object({ reason }),
  command: true,
  refusals: ['DATA_MUST_BE_KEPT', 'ADMINISTRATOR_ROLE_HELD', 'PERSON_NOT_FOUND'],
});

@Controller('v1/people')
export class ErasePersonController {
  constructor(private readonly commands: CommandBus) {}

  @Post(':id/erase')
  @Endpoint(route)
  erase({ params, body }: InputOf<typeof route>, context: RequestContext): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new ErasePerson(params.id, body.reason, context.command));
  }
}
