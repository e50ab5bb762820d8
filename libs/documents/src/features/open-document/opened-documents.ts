import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { EventStore } from '@doyak/kernel/event-store';
import { type Reply, reply, type RequestContext } from '@doyak/kernel/http';
import { ApplicationPapers, documentsStream } from '../../application-papers.js';
import { DocumentStore } from '../../document-store.js';
import { documents } from '../../domain/documents.js';

/** Hands out documents to readers whom the caller has found entitled, and records it. */
@Injectable()
export class OpenedDocuments {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(DocumentStore) private readonly bytes: DocumentStore,
    @Inject(ApplicationPapers) private readonly papers: ApplicationPapers,
  ) {}

  /** Always an attachment. Refusals: APPLICATION_NOT_FOUND, DOCUMENT_NOT_FOUND. */
  async open(applicationId: string, documentId: string, context: RequestContext): Promise<Reply<Readable>> {
    const { applicant } = await this.papers.application(applicationId, 'anyone');
    const command = { type: 'OpenDocument', documentId, applicant } as const;
    // Recorded before the first byte leaves.
    await this.store.decide(documentsStream(applicationId), documents, command, context.command);
    const { state } = await this.papers.documents(applicationId);
    const { sha256, slot, mediaType } = state.documents[documentId]!;
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
