import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { appointmentRefusals, byId } from '../../evaluation-input.js';
import { AppointReplacement } from './appoint-replacement.js';

const route = endpoint({
  permission: 'evaluations.appoint',
  summary: 'Fill the seat of a member who fell out',
  params: byId,
  body: z.object({ reviewer: z.uuid(), replaces: z.uuid().describe('Whose seat it was') }),
  command: true,
  refusals: [...appointmentRefusals, 'NO_PANEL', 'NO_SUCH_VACANCY', 'REVIEWER_CONFLICTED'],
});

@Controller('v1/evaluations')
export class AppointReplacementController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/replacements')
  @Endpoint(route)
  appoint(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new AppointReplacement(params.id, body.reviewer, body.replaces, command));
  }
}
