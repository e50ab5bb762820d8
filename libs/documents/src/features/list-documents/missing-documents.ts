import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { ApplicationPapers } from '../../application-papers.js';
import { filled } from '../../domain/documents.js';

/** Slots that the track requires and that hold no document yet (미제출서류). Refusal: APPLICATION_NOT_FOUND. */
export class MissingDocuments extends Query<string[]> {
  constructor(readonly applicationId: string) {
    super();
  }
}

@QueryHandler(MissingDocuments)
export class MissingDocumentsHandler implements IQueryHandler<MissingDocuments> {
  constructor(@Inject(ApplicationPapers) private readonly papers: ApplicationPapers) {}

  async execute({ applicationId }: MissingDocuments): Promise<string[]> {
    const application = await this.papers.application(applicationId, 'anyone');
    const [slots, { state }] = await Promise.all([
      this.papers.slots(application),
      this.papers.documents(applicationId),
    ]);
    const present = filled(state);
    return slots.filter(({ id, required }) => required && !present.has(id)).map(({ id }) => id);
  }
}
