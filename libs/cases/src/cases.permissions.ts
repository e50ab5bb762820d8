import { definePermissions, defineProblems } from '@doyak/kernel/http';

definePermissions('cases', {
  'cases.read': { title: 'Read cases: applicants their own', roles: ['applicant', 'operator', 'auditor'] },
  'cases.read-all': { title: 'Read the cases of all applicants', roles: ['operator', 'auditor'] },
  'cases.read-history': {
    title: 'Read the history of a case: applicants of their own',
    roles: ['applicant', 'operator', 'auditor'],
  },
  'cases.read-all-histories': { title: 'Read the history of every case', roles: ['operator', 'auditor'] },
  'cases.advance': { title: 'Advance, hold, assign and close cases', roles: ['operator'] },
});

defineProblems({
  CASE_NOT_FOUND: { status: 404, title: 'There is no such case' },
  CASE_CLOSED: { status: 409, title: 'The case is closed' },
  CASE_HELD: { status: 409, title: 'The case is on hold', help: 'Resume it first.' },
  CASE_NOT_HELD: { status: 409, title: 'The case is not on hold' },
  STAGE_NOT_FOUND: { status: 404, title: 'The track has no such stage' },
  STAGE_NOT_READY: { status: 409, title: 'The stage does not wait for an operator' },
  STAGE_NOT_OPEN: { status: 409, title: 'The stage is not open' },
  STAGE_NOT_CLOSED: { status: 409, title: 'The stage has not been closed' },
  LATER_STAGE_BEGUN: { status: 409, title: 'A later stage that builds on this one has begun' },
  OUTCOME_UNKNOWN: { status: 422, title: 'The stage cannot end in this way' },
  DUTIES_NOT_SEPARATE: {
    status: 422,
    title: 'One person may not decide both stages',
    help: 'The definition keeps them apart; another person has to decide.',
  },
  DEADLINE_NOT_PASSED: { status: 409, title: 'The deadline has not passed' },
});
