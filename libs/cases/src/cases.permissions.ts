import { definePermissions, defineProblems } from '@doyak/kernel/http';

export const casePermissions = definePermissions('cases', {
  'cases.read-history': {
    title: 'Read the history of a case: applicants of their own',
    roles: ['applicant', 'operator', 'auditor'],
  },
  'cases.read-all-histories': { title: 'Read the history of every case', roles: ['operator', 'auditor'] },
});

export const caseProblems = defineProblems({
  CASE_NOT_FOUND: { status: 404, title: 'There is no such case' },
});
