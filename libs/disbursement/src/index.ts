/**
 * The ledger (원장) of a program's money: double entry in whole KRW, appropriation → allocation to rounds → commitment by agreement. Every
 * posting balances, and no account goes below its floor whoever asks at the same time.
 */
export { DisbursementModule, disbursementFeature } from './disbursement.module.js';
export { budgetLineEvents } from './domain/budget-line.events.js';
export { budgetLine } from './domain/budget-line.js';
