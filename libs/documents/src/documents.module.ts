import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ApplicationsModule, SubmissionChecks } from '@doyak/applications';
import { EventStoreModule, type EventStoreFeature } from '@doyak/kernel/event-store';
import { IdentityModule } from '@doyak/identity';
import { ProgramsModule } from '@doyak/programs';
import { ApplicationPapers } from './application-papers.js';
import { DocumentStore } from './document-store.js';
import './documents.permissions.js';
import { documentsEvents } from './domain/documents.events.js';
import { documents } from './domain/documents.js';
import { erasedFiles, erasedFilesEvents } from './domain/erased-files.js';
import { AddPartController } from './features/add-part/add-part.controller.js';
import { CompleteUploadController } from './features/complete-upload/complete-upload.controller.js';
import { CompleteUploadHandler } from './features/complete-upload/complete-upload.js';
import { DestroyFilesHandler } from './features/destroy-files/destroy-files.js';
import { ListDocumentsController } from './features/list-documents/list-documents.controller.js';
import { DocumentsOfHandler } from './features/list-documents/documents-of.js';
import { OpenDocumentController } from './features/open-document/open-document.controller.js';
import { OpenedDocuments } from './features/open-document/opened-documents.js';
import { RemoveDocumentController } from './features/remove-document/remove-document.controller.js';
import { RemoveDocumentHandler } from './features/remove-document/remove-document.js';
import { StartUploadController } from './features/start-upload/start-upload.controller.js';
import { StartUploadHandler } from './features/start-upload/start-upload.js';
import { KeptFiles } from './kept-files.js';
import { whenPersonErasedDestroyFiles } from './reactions/when-person-erased-destroy-files.js';

/** What the context brings to the log. */
export const documentsFeature: EventStoreFeature = {
  events: [...documentsEvents, ...erasedFilesEvents],
  aggregates: [documents, erasedFiles],
  reactions: [whenPersonErasedDestroyFiles],
};

@Module({
  imports: [
    CqrsModule,
    IdentityModule,
    ProgramsModule,
    ApplicationsModule,
    EventStoreModule.forFeature(documentsFeature),
  ],
  controllers: [
    ...[StartUploadController, AddPartController, CompleteUploadController, RemoveDocumentController],
    ...[OpenDocumentController, ListDocumentsController],
  ],
  providers: [
    ...[ApplicationPapers, DocumentStore, OpenedDocuments, StartUploadHandler, CompleteUploadHandler],
    ...[RemoveDocumentHandler, DocumentsOfHandler, DestroyFilesHandler, KeptFiles],
  ],
  exports: [ApplicationPapers, DocumentStore, OpenedDocuments],
})
export class DocumentsModule implements OnModuleInit {
  constructor(
    @Inject(SubmissionChecks) private readonly checks: SubmissionChecks,
    @Inject(ApplicationPapers) private readonly papers: ApplicationPapers,
  ) {}

  onModuleInit(): void {
    this.checks.register('documents', (application, now) => this.papers.faults(application, now));
  }
}
