import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { ApplicationPapers, documentsStream } from '../../application-papers.js';
import { DocumentStore } from '../../document-store.js';
import { documents } from '../../domain/documents.js';

/**
 * Checks what was sent against what was announced (size, SHA-256, type told from the bytes) and adds it. Refusals: APPLICATION_NOT_FOUND,
 * APPLICATION_SUBMITTED, DOCUMENT_NOT_FOUND, DOCUMENT_DIFFERS, DOCUMENT_TYPE_REFUSED.
 */
export class CompleteUpload extends Command<Appended> {
  constructor(
    readonly applicationId: string,
    readonly documentId: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(CompleteUpload)
export class CompleteUploadHandler implements ICommandHandler<CompleteUpload> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(ApplicationPapers) private readonly papers: ApplicationPapers,
    @Inject(DocumentStore) private readonly bytes: DocumentStore,
  ) {}

  async execute({ applicationId, documentId, context }: CompleteUpload): Promise<Appended> {
    const { status, caseId } = await this.papers.application(applicationId, context.actor);
    const { state } = await this.papers.documents(applicationId);
    const found = await this.bytes.examine(documentId);
    const said = state.uploads[documentId];
    // The bytes are kept first: an event never names bytes that are not there.
    if (said && status === 'DRAFT' && found.sha256 === said.sha256)
      await this.bytes.keep(documentId, found, caseId);
    const command = { type: 'CompleteUpload', documentId, found, frozen: status !== 'DRAFT' } as const;
    const appended = await this.store.decide(documentsStream(applicationId), documents, command, context);
    await this.bytes.forgetParts(documentId);
    return appended;
  }
}
