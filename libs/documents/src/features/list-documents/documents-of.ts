import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { ApplicationPapers } from '../../application-papers.js';
import { filled } from '../../domain/documents.js';
import type { Described } from '../../domain/documents.events.js';

/** The document in each slot of an application, in order of slot, and the required slots without one. Refusal: APPLICATION_NOT_FOUND. */
export class DocumentsOf extends Query<{
  readonly documents: readonly Described[];
  readonly missing: readonly string[];
}> {
  constructor(readonly applicationId: string) {
    super();
  }
}

@QueryHandler(DocumentsOf)
export class DocumentsOfHandler implements IQueryHandler<DocumentsOf> {
  constructor(@Inject(ApplicationPapers) private readonly papers: ApplicationPapers) {}

  async execute({ applicationId }: DocumentsOf) {
    const application = await this.papers.application(applicationId, 'anyone');
    const { state } = await this.papers.documents(applicationId);
    return {
      documents: [...filled(state).values()].sort((a, b) => (a.slot < b.slot ? -1 : 1)),
      missing: await this.papers.missing(application),
    };
  }
}
