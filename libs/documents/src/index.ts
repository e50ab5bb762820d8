/**
 * Documents (제출서류) of applications: bytes kept by their SHA-256 on disk or in an S3-compatible bucket, what they are as events, and who opened
 * them. An application is refused at submission while required ones are missing.
 */
import { KeepFiles1764000001701 } from './migrations/keep-files-1764000001701.js';

export { ApplicationPapers } from './application-papers.js';
export { DocumentStore } from './document-store.js';
export { DocumentsModule, documentsFeature } from './documents.module.js';
export { DocumentsOf } from './features/list-documents/documents-of.js';
export { OpenedDocuments } from './features/open-document/opened-documents.js';

/** Run by the owner, after those of the event store and of personal data. */
export const migrations = [KeepFiles1764000001701];
