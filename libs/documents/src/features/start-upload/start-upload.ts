import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { ApplicationPapers, documentsStream } from '../../application-papers.js';
import { documents } from '../../domain/documents.js';

/** What is going to be sent. */
export interface Announced {
  readonly slot: string;
  readonly mediaType: string;
  /** Bytes. */
  readonly size: number;
  /** Hex. */
  readonly sha256: string;
  /** Day in Korea. */
  readonly issuedOn?: string;
}

/**
 * Announces a document for a slot of an own draft; the command's id is the document's. Refusals: APPLICATION_NOT_FOUND,
 * APPLICATION_SUBMITTED, SLOT_UNKNOWN, DOCUMENT_TYPE_REFUSED, DOCUMENT_TOO_LARGE, ISSUE_DATE_MISSING, ISSUE_DATE_AHEAD,
 * DOCUMENT_OUTDATED.
 */
export class StartUpload extends Command<Appended> {
  constructor(
    readonly applicationId: string,
    readonly announced: Announced,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(StartUpload)
export class StartUploadHandler implements ICommandHandler<StartUpload> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(ApplicationPapers) private readonly papers: ApplicationPapers,
  ) {}

  async execute({ applicationId, announced, context }: StartUpload): Promise<Appended> {
    const application = await this.papers.application(applicationId, context.actor);
    const { slot: wanted, ...rest } = announced;
    const slot = (await this.papers.slots(application)).find(({ id }) => id === wanted);
    const { caseId, status } = application;
    const command = {
      type: 'StartUpload' as const,
      ...{ documentId: context.commandId, applicationId, caseId, slot, frozen: status !== 'DRAFT' },
      ...rest,
    };
    return this.store.decide(documentsStream(applicationId), documents, command, { ...context, caseId });
  }
}
