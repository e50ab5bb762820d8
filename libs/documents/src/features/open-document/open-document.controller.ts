import { Controller, Get, Inject } from '@nestjs/common';
import { type AnswerOf, Endpoint, endpoint, type InputOf, raw, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { ApplicationPapers } from '../../application-papers.js';
import { OpenedDocuments } from './opened-documents.js';

const route = endpoint({
  permission: 'documents.read',
  summary: 'Download a document',
  description: 'Always as an attachment of bytes. Who opened it, and when, is recorded.',
  params: z.object({ id: z.uuid(), document: z.uuid() }),
  response: raw('application/octet-stream'),
  refusals: ['APPLICATION_NOT_FOUND', 'DOCUMENT_NOT_FOUND'],
});

@Controller('v1/applications')
export class OpenDocumentController {
  constructor(
    @Inject(OpenedDocuments) private readonly opened: OpenedDocuments,
    @Inject(ApplicationPapers) private readonly papers: ApplicationPapers,
  ) {}

  @Get(':id/documents/:document/content')
  @Endpoint(route)
  async open({ params }: InputOf<typeof route>, context: RequestContext): Promise<AnswerOf<typeof route>> {
    const reader = context.permits('documents.read-all') ? 'anyone' : context.actor;
    await this.papers.application(params.id, reader);
    return this.opened.open(params.id, params.document, context);
  }
}
