import { fold } from '@doyak/kernel/decider';
import { given, testActor } from '@doyak/kernel/testing';
import { describe, expect, it } from '@jest/globals';
import { documents, type DocumentsCommand, filled, outdated } from './documents.js';
import type { Described, DocumentsEvent } from './documents.events.js';

const uuid = (n: number) => `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const slot = { id: 'plan', required: true, mediaTypes: ['application/pdf'], mostBytes: 100 };
const described = (n: number): Described => ({
  ...{ documentId: uuid(n), applicationId: uuid(100), caseId: uuid(101), slot: 'plan' },
  ...{ mediaType: 'application/pdf', size: 10, sha256: 'a'.repeat(64), by: testActor.id },
});
const started = (n: number): DocumentsEvent => ({ type: 'DocumentUploadStarted', data: described(n) });
const added = (n: number): DocumentsEvent => ({ type: 'DocumentAdded', data: described(n) });
const start = (n: number, more: object = {}): DocumentsCommand => {
  const { slot: _slot, by: _by, ...data } = described(n);
  return { type: 'StartUpload', ...data, slot, frozen: false, ...more };
};
const found = { size: 10, sha256: 'a'.repeat(64), mediaType: 'application/pdf' };
const complete = (n: number, more: object = {}): DocumentsCommand => ({
  ...{ type: 'CompleteUpload', documentId: uuid(n), found: { ...found, ...more }, frozen: false },
});

describe('The documents of an application', () => {
  it('are announced within what the track takes', () => {
    given(documents).when(start(1)).then(started(1));
    given(documents)
      .when(start(1, { slot: undefined }))
      .thenRefuses('SLOT_UNKNOWN');
    given(documents)
      .when(start(1, { size: 101 }))
      .thenRefuses('DOCUMENT_TOO_LARGE');
    given(documents)
      .when(start(1, { mediaType: 'text/html' }))
      .thenRefuses('DOCUMENT_TYPE_REFUSED');
    given(documents)
      .when(start(1, { frozen: true }))
      .thenRefuses('APPLICATION_SUBMITTED');
    const many = Array.from({ length: 20 }, (_, at) => started(at + 1));
    given(documents, many).when(start(50)).thenRefuses('UPLOADS_TOO_MANY');
  });

  it('are no older than the track takes, by months that end with the day of the same number', () => {
    const dated = { ...slot, mostMonthsOld: 1 };
    const at = (issuedOn: string | undefined, now: string) =>
      given(documents).when({ ...start(1, { slot: dated, issuedOn }), now: new Date(now) });
    const data = { ...described(1), issuedOn: '2026-01-31' };
    // 15:00 UTC is midnight in Seoul; January 31 and a month is February 28.
    at('2026-01-31', '2026-02-28T14:59:59Z').then({ type: 'DocumentUploadStarted', data });
    at('2026-01-31', '2026-02-28T15:00:00Z').thenRefuses('DOCUMENT_OUTDATED');
    at(undefined, '2026-02-28T00:00:00Z').thenRefuses('ISSUE_DATE_MISSING');
    at('2026-03-01', '2026-02-28T14:59:59Z').thenRefuses('ISSUE_DATE_AHEAD');
    expect(outdated(slot, '1999-01-01', '2026-01-01')).toBe(false);
  });

  it('are added only as they were announced', () => {
    const history = given(documents, [started(1)]);
    history.when(complete(1)).then(added(1));
    history.when(complete(1, { size: 9 })).thenRefuses('DOCUMENT_DIFFERS');
    history.when(complete(1, { sha256: 'b'.repeat(64) })).thenRefuses('DOCUMENT_DIFFERS');
    history.when(complete(1, { mediaType: undefined })).thenRefuses('DOCUMENT_TYPE_REFUSED');
    history.when(complete(2)).thenRefuses('DOCUMENT_NOT_FOUND');
    given(documents, [started(1), added(1)])
      .when(complete(1))
      .thenRefuses('DOCUMENT_NOT_FOUND');
  });

  it('fill a slot one at a time, the last one', () => {
    const state = fold(documents, [started(1), added(1), started(2), added(2)]);
    expect([...filled(state)]).toEqual([['plan', expect.objectContaining({ documentId: uuid(2) })]]);
    const data = { documentId: uuid(2), applicationId: uuid(100), by: testActor.id };
    const removed = given(documents, [started(2), added(2)])
      .when({ type: 'RemoveDocument', documentId: uuid(2), frozen: false })
      .then({ type: 'DocumentRemoved', data });
    expect(filled(removed).size).toBe(0);
  });

  it('are read even after they were replaced, since a decision may rest on them', () => {
    const applicant = { personId: uuid(9) };
    const open = { type: 'OpenDocument', documentId: uuid(1), applicant } as const;
    const data = { documentId: uuid(1), applicationId: uuid(100), by: testActor.id, applicant };
    given(documents, [started(1), added(1), started(2), added(2)])
      .when(open)
      .then({ type: 'DocumentOpened', data });
    given(documents, [started(1)])
      .when(open)
      .thenRefuses('DOCUMENT_NOT_FOUND');
  });
});
