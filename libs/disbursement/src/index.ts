/**
 * Money of programs (자금): a double-entry ledger in whole KRW, appropriation → allocation → commitment → payment, and the payment of each case's
 * support: tranche due → claim → approval → payment order by several people → file to the bank → paid, or back again. Every posting balances,
 * no account goes below its floor whoever asks at the same time, and nothing is paid twice.
 */
import { CreatePayeeAccounts1764000001101 } from './migrations/create-payee-accounts-1764000001101.js';

export { DisbursementModule, disbursementFeature } from './disbursement.module.js';
export { budgetLineEvents } from './domain/budget-line.events.js';
export { budgetLine } from './domain/budget-line.js';
export type { RecoveryEvent } from './domain/settling/recovery.events.js';
export type { SanctionEvent } from './domain/settling/sanction.events.js';

/** Run by the owner, after those of the event store. */
export const migrations = [CreatePayeeAccounts1764000001101];
