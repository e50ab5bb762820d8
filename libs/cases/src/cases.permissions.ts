import { definePermissions, defineProblems } from '@doyak/kernel/http';

definePermissions('cases', {
  'cases.read': { title: 'Read cases: applicants their own', roles: ['applicant', 'operator', 'auditor'] },
  'cases.read-all': { title: 'Read the cases of all applicants', roles: ['operator', 'auditor'] },
  'cases.read-history': {
    title: 'Read the history of a case: applicants of their own',
    roles: ['applicant', 'operator', 'auditor'],
  },
  'cases.read-all-histories': { title: 'Read the history of every case', roles: ['operator', 'auditor'] },
  'cases.read-migrations': {
    title: 'Read migrations of cases and their previews',
    roles: ['operator', 'auditor', 'administrator'],
  },
  'cases.migrate': {
    title: 'Plan migrations of cases to other program versions, and carry out what another person planned',
    roles: ['operator'],
  },
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
  CASE_MIGRATED: {
    status: 409,
    title: 'The case went to another program version meanwhile',
    help: 'Read the case and decide again.',
  },
  CASE_MOVED_ON: { status: 409, title: 'The case has moved on meanwhile' },
  MIGRATION_NOT_FOUND: { status: 404, title: 'There is no such migration' },
  MIGRATION_EXISTS: { status: 409, title: 'The migration is planned already' },
  MIGRATION_INVALID: {
    status: 422,
    title: 'The plan names what one of the versions does not have',
    help: 'Each entry of `errors` points into the plan.',
  },
  MIGRATION_RUNNING: { status: 409, title: 'The migration is being carried out' },
  MIGRATION_STARTED: { status: 409, title: 'The migration has been carried out', help: 'Undo it instead.' },
  MIGRATION_DISCARDED: { status: 409, title: 'The migration was discarded' },
  MIGRATION_NOT_CARRIED_OUT: { status: 409, title: 'The migration has not been carried out' },
  PLANNER_MAY_NOT_EXECUTE: {
    status: 422,
    title: 'Another person carries out what this one planned',
    help: 'Planning and carrying out are kept apart (four eyes); a key does neither half of it alone.',
  },
  DEADLINE_NOT_PASSED: { status: 409, title: 'The deadline has not passed' },
});
