import { definePermissions, defineProblems } from '@doyak/kernel/http';

definePermissions('applications', {
  'applications.start': { title: 'Start and edit an own application', roles: ['applicant'] },
  'applications.submit': { title: 'Submit an own application', roles: ['applicant'] },
  'applications.withdraw': { title: 'Withdraw an own application', roles: ['applicant'] },
  'applications.read': {
    title: 'Read applications: applicants their own',
    roles: ['applicant', 'operator', 'auditor'],
  },
  'applications.read-personal': {
    title:
      'See personal answers of applications unmasked, with a reason that is recorded, and search by them',
    roles: ['operator', 'auditor'],
  },
  'applications.read-all': {
    title: 'Read the applications of all applicants',
    roles: ['operator', 'auditor'],
  },
});

defineProblems({
  APPLICATION_NOT_FOUND: { status: 404, title: 'There is no such application' },
  NOT_THE_APPLICANT: { status: 403, title: 'Only the applicant may do this' },
  APPLICATION_EXISTS: { status: 409, title: 'The application has been started already' },
  APPLICATION_SUBMITTED: {
    status: 409,
    title: 'A submitted application is frozen',
    help: 'Withdraw it and start another while the round is open.',
  },
  APPLICATION_WITHDRAWN: { status: 409, title: 'The application has been withdrawn' },
  APPLICATION_INCOMPLETE: {
    status: 422,
    title: 'The application is not complete',
    help: 'Each entry of `errors` points at what is missing.',
  },
  DOC_MISSING: {
    status: 422,
    title: 'Required documents are missing',
    help: 'Each entry of `errors` names a document (제출서류) that the track asks for.',
  },
  LATE: { status: 422, title: 'The round has closed', help: 'A late application is refused.' },
  ROUND_NOT_OPEN_YET: { status: 422, title: 'The round has not opened yet' },
  TRACK_NOT_OFFERED: { status: 422, title: 'The round does not offer this track' },
  ALREADY_APPLIED: {
    status: 409,
    title: 'This company has already applied in this round',
    help: 'One application per company and round; a founder without a company counts as a person.',
  },
});
