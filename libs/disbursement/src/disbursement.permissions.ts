import { definePermissions, defineProblems } from '@doyak/kernel/http';

definePermissions('disbursement', {
  'disbursement.read': {
    title: 'Read budget lines and the trial balance',
    roles: ['operator', 'auditor', 'administrator'],
  },
  'disbursement.appropriate': { title: 'Appropriate funds to a budget line', roles: ['administrator'] },
  'disbursement.allocate': {
    title: 'Allocate funds of a budget line to a round, or return them',
    roles: ['operator'],
  },
  'disbursement.commit': {
    title: 'Commit funds to an agreement that found none when it was concluded',
    roles: ['operator'],
  },
});

defineProblems({
  BUDGET_LINE_NOT_FOUND: { status: 404, title: 'The program has no such budget line' },
  ROUND_NOT_OF_PROGRAM: { status: 422, title: 'The round belongs to another program' },
  AMOUNT_INVALID: { status: 422, title: 'An amount is a whole number of KRW above zero' },
  ABOVE_BUDGET: { status: 422, title: 'More would be appropriated than the budget names' },
  FUNDS_INSUFFICIENT: {
    status: 422,
    title: 'The account does not hold that much',
    help: 'Read the budget line for what is left; appropriate or allocate more, or ask for less.',
  },
  AGREEMENT_NOT_IN_FORCE: { status: 409, title: 'Funds are committed to agreements in force only' },
  AGREEMENT_OF_ANOTHER_LINE: { status: 422, title: 'The agreement is paid from another budget line' },
});
