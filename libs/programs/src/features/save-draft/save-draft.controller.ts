import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { id } from '../../domain/format/common.js';
import { definitionText } from '../check-definition/check-definition.controller.js';
import { SaveProgramDraft } from './save-draft.js';

const route = endpoint({
  permission: 'programs.write',
  summary: 'Save a draft of a program definition',
  params: z.object({ id }),
  body: z.object({ text: definitionText }),
  bodyLimit: 2 * 1024 * 1024,
  command: true,
});

@Controller('v1/programs')
export class SaveProgramDraftController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/draft')
  @Endpoint(route)
  save(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new SaveProgramDraft(params.id, body.text, command));
  }
}
