import { definePermissions, defineProblems } from '@doyak/kernel/http';

definePermissions('selection', {
  'selection.read': { title: 'Read selections with their rankings', roles: ['operator', 'auditor'] },
  'selection.rank': { title: 'Rank candidates and decide ties', roles: ['operator'] },
  'selection.publish': { title: 'Publish results that another person ranked', roles: ['operator'] },
  'selection.read-notices': {
    title: 'Read the notices of a case: applicants their own',
    roles: ['applicant', 'operator', 'auditor'],
  },
  'selection.read-all-notices': {
    title: 'Read the notices of all applicants',
    roles: ['operator', 'auditor'],
  },
  'selection.send-notices': { title: 'Record that a notice was sent', roles: ['operator'] },
  'selection.receive-notices': { title: 'Confirm the receipt of an own notice', roles: ['applicant'] },
  'selection.read-objections': {
    title: 'Read objections: applicants their own',
    roles: ['applicant', 'operator', 'auditor'],
  },
  'selection.read-all-objections': {
    title: 'Read the objections of all applicants',
    roles: ['operator', 'auditor'],
  },
  'selection.object': { title: 'Object to a decision on an own application', roles: ['applicant'] },
  'selection.decide-objections': {
    title: 'Extend and decide objections to decisions of others',
    roles: ['operator'],
  },
});

defineProblems({
  SELECTION_NOT_FOUND: { status: 404, title: 'There is no such selection' },
  NO_CANDIDATES: { status: 409, title: 'Nobody waits for a result' },
  TOTALS_MISSING: {
    status: 422,
    title: 'Some evaluations have no total yet',
    help: 'Each entry of `errors` names a candidate and an evaluation.',
  },
  NOT_RANKED: { status: 409, title: 'There is no ranking that waits' },
  NOT_A_TIE: { status: 422, title: 'An order names all who share one rank, each once' },
  TIES_UNDECIDED: {
    status: 422,
    title: 'Some share a rank and would fare differently',
    help: 'Give their order with a reason, and rank again.',
  },
  RESULT_PUBLISHED: { status: 409, title: 'The result has been published' },
  RESULT_NOT_PUBLISHED: { status: 409, title: 'There is no result to correct' },
  CANDIDATE_LEFT: { status: 409, title: 'The applicant has left' },
  NO_RESERVES: { status: 409, title: 'There are no reserves' },
  CORRECTION_CHANGES_NOTHING: { status: 422, title: 'With these totals the case would not be selected' },
  NOTICE_NOT_FOUND: { status: 404, title: 'The case has no such notice' },
  NOTICE_SENT: { status: 409, title: 'The notice was sent on that channel already' },
  NOTICE_NOT_SENT: { status: 409, title: 'The notice was not sent on that channel' },
  SENT_IN_FUTURE: { status: 422, title: 'A notice is recorded once it has been sent' },
  OBJECTION_NOT_FOUND: { status: 404, title: 'There is no such objection' },
  OBJECTION_FILED: { status: 409, title: 'An objection has been filed already' },
  OBJECTION_NOT_FILED: { status: 409, title: 'No objection has been filed' },
  OBJECTION_CLOSED: { status: 409, title: 'The objection has been settled' },
  EXTENSION_USED_UP: { status: 422, title: 'The time for the answer is extended once at most' },
  EFFECT_UNFIT: { status: 422, title: 'The effect does not fit the decision objected to' },
  OWN_DECISION: { status: 422, title: 'Who took a decision does not decide on the objection to it' },
  WINDOW_NOT_OVER: { status: 409, title: 'There is still time to object' },
});
