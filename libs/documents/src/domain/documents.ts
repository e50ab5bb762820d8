import { addMonths, dateOf, type LocalDate } from '@doyak/kernel/calendar';
import { type Decider, type Given, Refusal } from '@doyak/kernel/decider';
import type { Described, DocumentsEvent } from './documents.events.js';

/** What a track asks for under one name (제출서류). */
export interface Slot {
  readonly id: string;
  readonly required: boolean;
  readonly mediaTypes: readonly string[];
  readonly mostBytes: number;
  /** Months since its issue at most, on the day of submission. */
  readonly mostMonthsOld?: number;
}

export type DocumentsCommand =
  | ({ type: 'StartUpload'; slot: Slot | undefined; frozen: boolean } & Omit<Described, 'slot' | 'by'>)
  | { type: 'CompleteUpload'; documentId: string; found: Found; frozen: boolean }
  | { type: 'RemoveDocument'; documentId: string; frozen: boolean }
  | { type: 'OpenDocument'; documentId: string; applicant: { personId: string; organisationId?: string } };

/** What the bytes that were sent turned out to be. */
export interface Found {
  readonly size: number;
  readonly sha256: string;
  /** Absent: nothing is known by these first bytes. */
  readonly mediaType: string | undefined;
}

export interface DocumentsState {
  /** Begun and not complete, by document. */
  readonly uploads: Readonly<Record<string, Described>>;
  /** Added, by document. */
  readonly documents: Readonly<Record<string, Described & { readonly removed: boolean }>>;
}

/** The documents of one application. */
export const documents: Decider<DocumentsState, DocumentsCommand, DocumentsEvent> = {
  name: 'documents',
  initialState: { uploads: {}, documents: {} },
  evolve(state, { type, data }) {
    const { [data.documentId]: upload, ...uploads } = state.uploads;
    switch (type) {
      case 'DocumentUploadStarted':
        return { ...state, uploads: { ...uploads, [data.documentId]: data } };
      case 'DocumentAdded': {
        // A slot holds one document: the last.
        const others = Object.entries(state.documents).map(
          ([id, one]) => [id, one.slot === data.slot ? { ...one, removed: true } : one] as const,
        );
        const added = { ...data, removed: false };
        return { uploads, documents: { ...Object.fromEntries(others), [data.documentId]: added } };
      }
      case 'DocumentRemoved': {
        const known = state.documents[data.documentId];
        if (!known) return upload ? { ...state, uploads } : state;
        return {
          ...state,
          documents: { ...state.documents, [data.documentId]: { ...known, removed: true } },
        };
      }
      case 'DocumentOpened':
        return state;
    }
  },
  decide,
};

const notFound = () => new Refusal('not-found', 'DOCUMENT_NOT_FOUND', 'There is no such document');

function decide(command: Given<DocumentsCommand>, state: DocumentsState): DocumentsEvent[] {
  if (command.type === 'OpenDocument') {
    const known = state.documents[command.documentId];
    if (!known) throw notFound();
    const { applicationId, documentId } = known;
    const { applicant, actor } = command;
    return [{ type: 'DocumentOpened', data: { documentId, applicationId, by: actor.id, applicant } }];
  }
  if (command.frozen)
    throw new Refusal('conflict', 'APPLICATION_SUBMITTED', 'A submitted application is frozen');
  switch (command.type) {
    case 'StartUpload':
      return start(command, state);
    case 'CompleteUpload': {
      const upload = state.uploads[command.documentId];
      if (!upload) throw notFound();
      refuseDifferent(upload, command.found);
      return [{ type: 'DocumentAdded', data: { ...upload, by: command.actor.id } }];
    }
    case 'RemoveDocument': {
      const known = state.documents[command.documentId] ?? state.uploads[command.documentId];
      if (!known) throw notFound();
      if ('removed' in known && known.removed) return [];
      const { documentId, applicationId } = known;
      return [{ type: 'DocumentRemoved', data: { documentId, applicationId, by: command.actor.id } }];
    }
  }
}

/** Uploads of one application that may be under way at a time: their parts take space that nothing accounts for yet. */
const MOST_UPLOADS = 20;

function start(
  command: Given<Extract<DocumentsCommand, { type: 'StartUpload' }>>,
  state: DocumentsState,
): DocumentsEvent[] {
  const { slot, documentId, applicationId, caseId, mediaType, size, sha256, issuedOn, actor } = command;
  if (!slot) throw new Refusal('rule', 'SLOT_UNKNOWN', 'The track asks for no such document');
  if (!slot.mediaTypes.includes(mediaType))
    throw new Refusal('rule', 'DOCUMENT_TYPE_REFUSED', `The track takes ${slot.mediaTypes.join(', ')} here`);
  if (size > slot.mostBytes)
    throw new Refusal('rule', 'DOCUMENT_TOO_LARGE', `The track takes up to ${slot.mostBytes} bytes here`);
  refuseDate(slot, issuedOn, dateOf(command.now));
  if (Object.keys(state.uploads).length >= MOST_UPLOADS)
    throw new Refusal('rule', 'UPLOADS_TOO_MANY', 'Complete or remove uploads that are under way first');
  const about = { documentId, applicationId, caseId, slot: slot.id, mediaType, size, sha256 };
  const data = { ...about, ...(issuedOn === undefined ? {} : { issuedOn }), by: actor.id };
  return [{ type: 'DocumentUploadStarted', data }];
}

function refuseDate(slot: Slot, issuedOn: LocalDate | undefined, today: LocalDate): void {
  if (issuedOn === undefined) {
    if (slot.mostMonthsOld !== undefined)
      throw new Refusal('rule', 'ISSUE_DATE_MISSING', 'The track asks when this document was issued');
    return;
  }
  if (issuedOn > today)
    throw new Refusal('rule', 'ISSUE_DATE_AHEAD', 'A document cannot be issued after today');
  if (outdated(slot, issuedOn, today))
    throw new Refusal(
      'rule',
      'DOCUMENT_OUTDATED',
      `The track takes a document of up to ${slot.mostMonthsOld} month(s) here`,
    );
}

/** Whether a document is older than its slot takes. Months end with the day of the same number (Civil Act, art. 160). */
export function outdated(slot: Slot, issuedOn: LocalDate | undefined, today: LocalDate): boolean {
  if (slot.mostMonthsOld === undefined || issuedOn === undefined) return false;
  return today > addMonths(issuedOn, slot.mostMonthsOld);
}

function refuseDifferent(said: Described, found: Found): void {
  if (found.size !== said.size || found.sha256 !== said.sha256)
    throw new Refusal(
      'rule',
      'DOCUMENT_DIFFERS',
      'The bytes that were sent are not those that were announced',
    );
  if (found.mediaType !== said.mediaType)
    throw new Refusal('rule', 'DOCUMENT_TYPE_REFUSED', 'The bytes are not of the type that was announced');
}

/** The document in each slot. */
export function filled(state: DocumentsState): ReadonlyMap<string, Described> {
  const present = Object.values(state.documents).filter(({ removed }) => !removed);
  return new Map(present.map((one) => [one.slot, one]));
}
