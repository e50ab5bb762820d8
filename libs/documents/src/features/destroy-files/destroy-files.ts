import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { DocumentStore } from '../../document-store.js';
import { erasedFiles, erasedFilesStream } from '../../domain/erased-files.js';

/** Destroys the bytes of all documents and papers of the cases of a person who was erased, and records it. */
export class DestroyFiles extends Command<Appended> {
  constructor(
    readonly personId: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(DestroyFiles)
export class DestroyFilesHandler implements ICommandHandler<DestroyFiles> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(DocumentStore) private readonly bytes: DocumentStore,
  ) {}

  async execute({ personId, context }: DestroyFiles): Promise<Appended> {
    const count = await this.bytes.destroyOf(personId, context.now);
    const command = { type: 'RecordDestruction', personId, count } as const;
    return this.store.decide(erasedFilesStream(personId), erasedFiles, command, context);
  }
}
