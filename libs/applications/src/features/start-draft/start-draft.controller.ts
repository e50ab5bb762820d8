import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { StartDraft } from './start-draft.js';

const route = endpoint({
  permission: 'applications.start',
  summary: 'Start an application as a draft',
  body: z.object({
    roundId: z.uuid().describe('The round (call, 공고) applied to'),
    track: z
      .string()
      .regex(/^[a-z][a-z0-9-]{1,49}$/, 'must be the id of a track')
      .describe('Track of the program'),
  }),
  command: true,
  creates: true,
  refusals: ['ROUND_NOT_FOUND', 'TRACK_NOT_OFFERED', 'LATE', 'ROUND_NOT_OPEN_YET', 'ROUND_CANCELLED'],
});

@Controller('v1/applications')
export class StartDraftController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post()
  @Endpoint(route)
  start({ body }: InputOf<typeof route>, { command }: RequestContext): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new StartDraft(body.roundId, body.track, command));
  }
}
