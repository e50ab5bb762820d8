import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { id } from '../../domain/format/common.js';
import { definitionText } from '../check-definition/check-definition.controller.js';
import { PublishProgram } from './publish-program.js';

const route = endpoint({
  permission: 'programs.write',
  summary: 'Publish a definition as the next version of its program',
  params: z.object({ id }),
  body: z.object({ text: definitionText }),
  bodyLimit: 2 * 1024 * 1024,
  command: true,
  refusals: ['PROGRAM_HAS_PROBLEMS', 'PROGRAM_ID_DIFFERS', 'PROGRAM_UNCHANGED'],
});

@Controller('v1/programs')
export class PublishProgramController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/publish')
  @Endpoint(route)
  publish(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new PublishProgram(params.id, body.text, command));
  }
}
