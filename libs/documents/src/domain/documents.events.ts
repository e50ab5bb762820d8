import { defineEvents, event, type EventsOf } from '@doyak/kernel/decider';
import { z } from 'zod';

const id = z.uuid();

/** What a document is said to be before it is sent, and is proven to be once it is added. Names of files are not kept: they can be personal. */
const described = {
  documentId: id,
  applicationId: id,
  caseId: id,
  /** Which of the documents that the track asks for. */
  slot: z.string(),
  mediaType: z.string(),
  /** Bytes. */
  size: z.int(),
  /** SHA-256 of the bytes, hex. */
  sha256: z.string(),
  /** Day on which it was issued, in Korea (발급일), as the applicant says. Absent: the track does not ask for it. */
  issuedOn: z.iso.date().optional(),
  by: id,
};

export const documentsEvents = defineEvents(
  event('DocumentUploadStarted', {
    stored: 'documents.document-upload-started',
    version: 1,
    schema: z.object(described),
  }),
  event('DocumentAdded', {
    stored: 'documents.document-added',
    version: 1,
    schema: z.object(described),
  }),
  event('DocumentRemoved', {
    stored: 'documents.document-removed',
    version: 1,
    schema: z.object({ documentId: id, applicationId: id, by: id }),
  }),
  event('DocumentOpened', {
    stored: 'documents.document-opened',
    version: 1,
    schema: z.object({
      documentId: id,
      applicationId: id,
      by: id,
      /** Whose it is. */
      applicant: z.object({ personId: id, organisationId: id.optional() }),
    }),
  }),
);

export type DocumentsEvent = EventsOf<typeof documentsEvents>;
export type Described = Extract<DocumentsEvent, { type: 'DocumentAdded' }>['data'];
