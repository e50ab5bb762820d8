import { Controller, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import { Endpoint, endpoint, type AnswerOf, type InputOf, RequestContext } from '@doyak/kernel/http';
import { idParams, reason } from '../request-parts.js';
import { UnlockPerson } from './unlock-person.js';

const route = endpoint({
  permission: 'identity.manage-people',
  summary: 'Unlock signing in after wrong passwords',
  params: idParams,
  body: z.object({ reason }),
  command: true,
  refusals: ['PERSON_NOT_FOUND', 'PERSON_INACTIVE'],
});

@Controller('v1/people')
export class UnlockPersonController {
  constructor(private readonly commands: CommandBus) {}

  @Post(':id/unlock')
  @Endpoint(route)
  unlock({ params, body }: InputOf<typeof route>, context: RequestContext): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new UnlockPerson(params.id, body.reason, context.command));
  }
}
