import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { ApplicationPapers, documentsStream } from '../../application-papers.js';
import { DocumentStore } from '../../document-store.js';
import { documents } from '../../domain/documents.js';

/** Takes a document out of its slot, or gives up an upload, while the application is a draft. Refusals: APPLICATION_NOT_FOUND, APPLICATION_SUBMITTED, DOCUMENT_NOT_FOUND. */
export class RemoveDocument extends Command<Appended> {
  constructor(
    readonly applicationId: string,
    readonly documentId: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(RemoveDocument)
export class RemoveDocumentHandler implements ICommandHandler<RemoveDocument> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(ApplicationPapers) private readonly papers: ApplicationPapers,
    @Inject(DocumentStore) private readonly bytes: DocumentStore,
  ) {}

  async execute({ applicationId, documentId, context }: RemoveDocument): Promise<Appended> {
    const { status } = await this.papers.application(applicationId, context.actor);
    const command = { type: 'RemoveDocument', documentId, frozen: status !== 'DRAFT' } as const;
    const appended = await this.store.decide(documentsStream(applicationId), documents, command, context);
    // Bytes that were added stay: events name them, and other documents may be the same.
    await this.bytes.forgetParts(documentId);
    return appended;
  }
}
