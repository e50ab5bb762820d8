import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { byId, freeText } from '../../selection-input.js';
import { FileObjection } from './file-objection.js';

const route = endpoint({
  permission: 'selection.object',
  summary: 'Object to a decision on an own application',
  description: 'One that comes too late is kept, and inadmissible.',
  params: byId,
  body: z.object({ grounds: freeText(10_000) }),
  command: true,
  refusals: ['OBJECTION_NOT_FOUND', 'NOT_THE_APPLICANT', 'OBJECTION_FILED', 'OBJECTION_CLOSED'],
});

@Controller('v1/objections')
export class FileObjectionController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/file')
  @Endpoint(route)
  file(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new FileObjection(params.id, body.grounds, command));
  }
}
