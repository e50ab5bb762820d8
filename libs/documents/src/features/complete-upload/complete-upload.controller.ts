import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { CompleteUpload } from './complete-upload.js';

const route = endpoint({
  permission: 'documents.add',
  summary: 'Complete a document whose parts have been sent',
  description: 'It takes the place of the one that was in its slot.',
  params: z.object({ id: z.uuid(), document: z.uuid() }),
  command: true,
  refusals: [
    ...['APPLICATION_NOT_FOUND', 'APPLICATION_SUBMITTED', 'DOCUMENT_NOT_FOUND'],
    ...['DOCUMENT_DIFFERS', 'DOCUMENT_TYPE_REFUSED'],
  ],
});

@Controller('v1/applications')
export class CompleteUploadController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/documents/:document/complete')
  @Endpoint(route)
  complete({ params }: InputOf<typeof route>, { command }: RequestContext): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new CompleteUpload(params.id, params.document, command));
  }
}
