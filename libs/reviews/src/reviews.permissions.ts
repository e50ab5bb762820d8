import { definePermissions, defineProblems } from '@doyak/kernel/http';

definePermissions('reviews', {
  'reviews.read': { title: 'Read reviews and their steps', roles: ['operator', 'auditor', 'administrator'] },
  'reviews.manage': {
    title: 'Pause, resume, repeat and settle steps of reviews; name who does a task, and whom to ask',
    roles: ['operator', 'administrator'],
  },
  'reviews.search-documents': {
    title: 'Search the text of documents',
    roles: ['operator', 'auditor'],
  },
  'reviews.read-own-requests': {
    title: 'Read what one’s organisation was asked',
    roles: ['partner'],
  },
  'reviews.do-tasks': { title: 'See and do review tasks of one’s roles', roles: ['operator', 'reviewer'] },
  'reviews.do-operator-tasks': { title: 'Do review tasks of operators', roles: ['operator'] },
  'reviews.do-reviewer-tasks': { title: 'Do review tasks of reviewers', roles: ['reviewer'] },
});

defineProblems({
  REVIEW_NOT_FOUND: { status: 404, title: 'There is no such review' },
  REVIEW_CLOSED: { status: 409, title: 'The review has been decided or stopped' },
  STEP_NOT_FOUND: { status: 404, title: 'There is no such step' },
  STEP_RELIED_ON: { status: 409, title: 'A later step has begun on the outcome of this one' },
  STEP_CLOSED: { status: 409, title: 'The step has ended' },
  STEP_NOT_RUNNING: { status: 409, title: 'The step does not run' },
  STEP_NOT_AUTOMATED: { status: 409, title: 'The step is not an automatic check' },
  STEP_NOT_A_TASK: { status: 409, title: 'The step is not a task for persons' },
  STEP_NOT_EXTERNAL: { status: 409, title: 'The step is not a request to a partner' },
  NOT_YOUR_ROLE: { status: 403, title: 'The task is one of another role' },
  CONFLICT_OF_INTEREST: { status: 403, title: 'A conflict of interest keeps this person from the case' },
  TASK_TAKEN: { status: 409, title: 'Another person has the task' },
  TASK_NOT_YOURS: { status: 409, title: 'Take the task first' },
  TASK_IS_ASSIGNED: { status: 422, title: 'An officer names who does this task' },
  TASK_NOT_BALANCED: { status: 409, title: 'The task is given in another way' },
  NOBODY_FREE: { status: 409, title: 'Nobody of the role may do this task' },
  PERSON_NOT_OF_ROLE: { status: 422, title: 'The person does not hold the role of the task' },
  SUBSTITUTE_ONESELF: { status: 422, title: 'Nobody is their own substitute' },
  PERIOD_EMPTY: { status: 422, title: 'The period ends before it begins' },
  PARTNER_UNKNOWN: { status: 422, title: 'There is no such organisation of the kind that the step asks' },
  PARTNER_NOT_ONE: { status: 422, title: 'An officer has to name the organisation that is asked' },
  REQUEST_NOT_FOUND: { status: 404, title: 'There is no such request' },
  REQUEST_MADE: { status: 409, title: 'A partner has been asked already' },
  REQUEST_LATE: { status: 409, title: 'The time for the answer is over' },
  REQUEST_NOT_LATE: { status: 409, title: 'The time for the answer is not over' },
  REQUEST_CLOSED: { status: 409, title: 'The request is closed' },
  REQUEST_ANSWERED: {
    status: 409,
    title: 'The request has been answered',
    help: 'A correction says in `supersedes` which answer it corrects: the SHA-256 of its bytes.',
  },
  ANSWER_SUPERSEDED: { status: 409, title: 'The answer, or the one that it corrects, is not the last' },
  ANSWER_ELSEWHERE: { status: 422, title: 'The answer is more than an outcome: it has a route of its own' },
  NOT_THE_PARTNER: { status: 403, title: 'Only the organisation that was asked may answer' },
});
