import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { id } from '../../domain/format/common.js';
import { PublishProgram } from './publish-program.js';

const route = endpoint({
  permission: 'programs.publish',
  summary:
    'Publish the draft as the next version of its program, by another person than those who drafted it',
  params: z.object({ id }),
  command: true,
  refusals: [
    ...['NO_DRAFT', 'DRAFT_CHANGED', 'DRAFTER_MAY_NOT_PUBLISH'],
    ...['PROGRAM_HAS_PROBLEMS', 'PROGRAM_ID_DIFFERS', 'PROGRAM_UNCHANGED'],
  ],
});

@Controller('v1/programs')
export class PublishProgramController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/publish')
  @Endpoint(route)
  publish({ params }: InputOf<typeof route>, { command }: RequestContext): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new PublishProgram(params.id, command));
  }
}
