import { definePermissions, defineProblems } from '@doyak/kernel/http';

definePermissions('reviews', {
  'reviews.read': { title: 'Read reviews and their steps', roles: ['operator', 'auditor'] },
  'reviews.manage': {
    title: 'Pause, resume, repeat and settle steps of reviews; name who does a task, and whom to ask',
    roles: ['operator'],
  },
});

defineProblems({
  REVIEW_NOT_FOUND: { status: 404, title: 'There is no such review' },
  REVIEW_CLOSED: { status: 409, title: 'The review has been decided or stopped' },
  STEP_NOT_FOUND: { status: 404, title: 'There is no such step' },
  STEP_RELIED_ON: { status: 409, title: 'A later step has begun on the outcome of this one' },
  STEP_CLOSED: { status: 409, title: 'The step has ended' },
  STEP_NOT_RUNNING: { status: 409, title: 'The step does not run' },
  STEP_NOT_AUTOMATED: { status: 409, title: 'The step is not an automatic check' },
});
