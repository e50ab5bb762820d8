import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { NameSubstitute } from './name-substitute.js';

const name = endpoint({
  permission: 'reviews.do-tasks',
  summary: 'Name who does your review tasks for a while',
  body: z.object({ substitute: z.uuid(), from: z.iso.datetime(), until: z.iso.datetime() }),
  command: true,
  refusals: ['PERSON_NEEDED', 'SUBSTITUTE_ONESELF', 'PERIOD_EMPTY'],
});
const withdraw = endpoint({
  permission: 'reviews.do-tasks',
  summary: 'Do your review tasks yourself again',
  command: true,
  refusals: ['PERSON_NEEDED'],
});

@Controller('v1/review-substitute')
export class NameSubstituteController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post()
  @Endpoint(name)
  name({ body }: InputOf<typeof name>, { command }: RequestContext): Promise<AnswerOf<typeof name>> {
    return this.commands.execute(new NameSubstitute(body, command));
  }

  @Post('withdraw')
  @Endpoint(withdraw)
  withdraw(
    _input: InputOf<typeof withdraw>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof withdraw>> {
    return this.commands.execute(new NameSubstitute(undefined, command));
  }
}
