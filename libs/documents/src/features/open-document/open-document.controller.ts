import { Controller, Get, Inject } from '@nestjs/common';
import { actsFor } from '@doyak/applications';
import { givenReason, PersonalDataAccesses, readingReason } from '@doyak/identity';
import { type AnswerOf, Endpoint, endpoint, type InputOf, raw, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { ApplicationPapers } from '../../application-papers.js';
import { OpenedDocuments } from './opened-documents.js';

const route = endpoint({
  permission: 'documents.read',
  summary: 'Download a document',
  description: 'Always as an attachment of bytes. Who opened it, and when, is recorded.',
  params: z.object({ id: z.uuid(), document: z.uuid() }),
  query: z.object({
    reason: readingReason.optional().describe('Why; asked of all but the applicant'),
  }),
  response: raw('application/octet-stream'),
  refusals: ['APPLICATION_NOT_FOUND', 'DOCUMENT_NOT_FOUND', 'DOCUMENT_ERASED', 'READING_REASON_NEEDED'],
});

@Controller('v1/applications')
export class OpenDocumentController {
  constructor(
    @Inject(OpenedDocuments) private readonly opened: OpenedDocuments,
    @Inject(ApplicationPapers) private readonly papers: ApplicationPapers,
    @Inject(PersonalDataAccesses) private readonly accesses: PersonalDataAccesses,
  ) {}

  @Get(':id/documents/:document/content')
  @Endpoint(route)
  async open(
    { params, query }: InputOf<typeof route>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    const reader = context.permits('documents.read-all') ? 'anyone' : context.actor;
    const { applicant } = await this.papers.application(params.id, reader);
    if (!actsFor(context.actor, applicant)) {
      const reason = givenReason(query.reason, 'the document');
      const { actor, ip: address, now } = context;
      const what = `document ${params.document} of application ${params.id}`;
      const { personId } = applicant;
      await this.accesses.record({ personId, action: 'downloaded', what, reason, actor, address, now });
    }
    return this.opened.open(params.id, params.document, context);
  }
}
