import { Controller, Get, Inject } from '@nestjs/common';
import { EventStore } from '@doyak/kernel/event-store';
import {
  type AnswerOf,
  Endpoint,
  endpoint,
  type InputOf,
  raw,
  reply,
  RequestContext,
} from '@doyak/kernel/http';
import { z } from 'zod';
import { ApplicationPapers, documentsStream } from '../../application-papers.js';
import { DocumentStore } from '../../document-store.js';
import { documents } from '../../domain/documents.js';

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
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(DocumentStore) private readonly bytes: DocumentStore,
    @Inject(ApplicationPapers) private readonly papers: ApplicationPapers,
  ) {}

  @Get(':id/documents/:document/content')
  @Endpoint(route)
  async open({ params }: InputOf<typeof route>, context: RequestContext): Promise<AnswerOf<typeof route>> {
    const reader = context.permits('documents.read-all') ? 'anyone' : context.actor;
    const { applicant } = await this.papers.application(params.id, reader);
    const command = { type: 'OpenDocument', documentId: params.document, applicant } as const;
    // Recorded before the first byte leaves.
    await this.store.decide(documentsStream(params.id), documents, command, context.command);
    const { state } = await this.papers.documents(params.id);
    const { sha256, slot, mediaType } = state.documents[params.document]!;
    return reply(await this.bytes.read(sha256), {
      headers: {
        // The name is the slot's, never the sender's.
        'Content-Disposition': `attachment; filename="${slot}.${mediaType === 'application/pdf' ? 'pdf' : 'bin'}"`,
        'Content-Security-Policy': "default-src 'none'; sandbox",
        'X-Content-Type-Options': 'nosniff',
        'Cache-Control': 'private, no-store',
      },
    });
  }
}
