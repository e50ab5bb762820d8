import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { RemoveDocument } from './remove-document.js';

const route = endpoint({
  permission: 'documents.add',
  summary: 'Remove a document from a draft',
  params: z.object({ id: z.uuid(), document: z.uuid() }),
  command: true,
  refusals: ['APPLICATION_NOT_FOUND', 'APPLICATION_SUBMITTED', 'DOCUMENT_NOT_FOUND'],
});

@Controller('v1/applications')
export class RemoveDocumentController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/documents/:document/remove')
  @Endpoint(route)
  remove({ params }: InputOf<typeof route>, { command }: RequestContext): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new RemoveDocument(params.id, params.document, command));
  }
}
