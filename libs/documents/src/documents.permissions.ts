import { definePermissions, defineProblems } from '@doyak/kernel/http';

definePermissions('documents', {
  'documents.add': { title: 'Add and remove documents of an own application', roles: ['applicant'] },
  'documents.read': {
    title: 'Read documents: applicants their own',
    roles: ['applicant', 'operator', 'auditor'],
  },
  'documents.read-all': { title: 'Read the documents of all applicants', roles: ['operator', 'auditor'] },
});

defineProblems({
  DOCUMENT_NOT_FOUND: { status: 404, title: 'There is no such document' },
  DOCUMENT_ERASED: { status: 404, title: 'The document was destroyed when its applicant was erased' },
  SLOT_UNKNOWN: { status: 422, title: 'The track asks for no such document' },
  DOCUMENT_TOO_LARGE: { status: 422, title: 'The document is larger than the track takes' },
  DOCUMENT_TYPE_REFUSED: {
    status: 422,
    title: 'The document is not of a type that is taken here',
    help: 'The type is told from the bytes, not from a name.',
  },
  ISSUE_DATE_MISSING: { status: 422, title: 'The track asks when the document was issued' },
  ISSUE_DATE_AHEAD: { status: 422, title: 'The document would be issued after today' },
  DOCUMENT_OUTDATED: { status: 422, title: 'The document is older than the track takes' },
  UPLOADS_TOO_MANY: { status: 422, title: 'Too many uploads are under way' },
  DOCUMENT_DIFFERS: {
    status: 422,
    title: 'The bytes are not those that were announced',
    help: 'Size and SHA-256 are checked over all parts. Send the parts again.',
  },
});
