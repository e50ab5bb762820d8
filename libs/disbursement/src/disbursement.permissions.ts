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
  'disbursement.read-own': {
    title: 'Read disbursements and their papers: beneficiaries their own',
    roles: ['applicant', 'operator', 'auditor', 'administrator'],
  },
  'disbursement.hold-accounts': {
    title: "Register accounts of one's own organisation or one's own",
    roles: ['applicant', 'operator'],
  },
  'disbursement.claim': { title: 'Claim money, and prove what it is for', roles: ['applicant'] },
  'disbursement.approve': { title: 'Approve claims, send them back, stop payments', roles: ['operator'] },
  'disbursement.prepare': { title: 'Prepare payment orders (maker)', roles: ['operator'] },
  'disbursement.check': {
    title: 'Check payment orders that another person prepared (checker), as an appointed officer',
    roles: ['operator'],
  },
  'disbursement.release': {
    title:
      'Release payment orders that other people prepared and checked (releaser), as an appointed officer',
    roles: ['operator'],
  },
  'disbursement.appoint': {
    title: 'Appoint others to check and release payments; never oneself',
    roles: ['administrator'],
  },
  'disbursement.delegate': { title: "Delegate one's own duty in payments for a time", roles: ['operator'] },
  'disbursement.send': {
    title: 'Make payment files for the bank, and take in what it answers',
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
  DISBURSEMENT_NOT_FOUND: { status: 404, title: 'There is no such disbursement' },
  DISBURSEMENT_STOPPED: { status: 409, title: 'The disbursement was stopped' },
  AMOUNT_FIXED: { status: 409, title: 'The amount cannot be decided here any more' },
  TRANCHE_NOT_FOUND: { status: 404, title: 'There is no such tranche' },
  TRANCHE_NOT_SO: { status: 409, title: 'The tranche does not stand so that this could be done' },
  ACCOUNT_NEEDED: { status: 409, title: 'The account to be paid to has not been named' },
  ACCOUNT_NOT_FOUND: { status: 404, title: 'There is no such account of your own' },
  ACCOUNT_NOT_CORRECTED: {
    status: 409,
    title: 'The bank has said that this account is wrong',
    help: 'The beneficiary registers the right account and names it; then another order is prepared.',
  },
  NOT_BENEFICIARY: { status: 403, title: 'Only the beneficiary does this' },
  CLAIM_UNFIT: { status: 422, title: 'The claim does not fit the tranche' },
  ABOVE_CLAIM: { status: 422, title: 'No more is approved than was claimed' },
  EVIDENCE_NOT_FOUND: { status: 404, title: 'The case has no such paper' },
  EVIDENCE_TOO_MUCH: { status: 422, title: 'The case has too many papers' },
  PAYMENT_ORDER_NOT_FOUND: { status: 404, title: 'There is no such payment order' },
  PAYMENT_ORDER_NOT_SO: { status: 409, title: 'The payment order does not stand so that this could be done' },
  NOT_APPOINTED: { status: 403, title: 'Only an appointed officer, or who stands in for one, does this' },
  FOUR_EYES: {
    status: 403,
    title: 'Another person has to do this',
    help: 'Maker, checker and releaser are different people; whoever stands in for somebody counts as both.',
  },
  CHECK_NEEDED: { status: 409, title: 'The amount needs a checker before it is released' },
  OFFICERS_TOO_MANY: { status: 422, title: 'The program has too many payment officers' },
  NOT_OWN_DUTY: { status: 403, title: 'The duty is not yours' },
  DELEGATION_UNFIT: { status: 422, title: 'The delegation does not hold together' },
  DELEGATION_NOT_FOUND: { status: 404, title: 'There is no such delegation' },
  RUN_EXISTS: { status: 409, title: 'The value date has a payment file already' },
  VALUE_DATE_UNFIT: { status: 422, title: 'Banks do not carry out payments on that day' },
  NOTHING_RELEASED: { status: 409, title: 'No order is released for that day' },
  PAYMENT_RUN_NOT_FOUND: { status: 404, title: 'There is no such payment run' },
  PAYMENT_RUN_OPEN: { status: 409, title: 'The orders of the run are still being gathered' },
  PAYMENT_FILE_UNFIT: { status: 409, title: 'No valid payment file can be made of the run' },
  PAYMENT_FILE_DIFFERS: { status: 409, title: 'The file would differ from the one that was handed out' },
  BANK_FILE_MALFORMED: { status: 422, title: 'The file is no message of a bank that can be read' },
  BANK_FILE_TOTALS: { status: 422, title: 'The bank read another file than was sent' },
  BANK_FILE_DIFFERS: { status: 409, title: 'Another file with this message id was imported before' },
  BANK_FILE_NOT_FOUND: { status: 404, title: 'There is no such file' },
});
