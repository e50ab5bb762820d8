import { Refusal, type Violation } from '@doyak/kernel/decider';
import type { DisbursementEvent } from './disbursement.events.js';
import type { KnownDisbursement, Tranche, TrancheStatus } from './disbursement.state.js';
import type { DisbursementOf } from './disbursement.commands.js';
import { claimantFor, officerFor } from './four-eyes.js';

/** Refusals: TRANCHE_NOT_FOUND, TRANCHE_NOT_SO. */
export function trancheOf(state: KnownDisbursement, id: string, ...wanted: TrancheStatus[]): Tranche {
  const found = state.tranches.find((one) => one.id === id);
  if (!found) throw new Refusal('not-found', 'TRANCHE_NOT_FOUND', `There is no tranche ${id}`);
  if (!wanted.includes(found.status))
    throw new Refusal('conflict', 'TRANCHE_NOT_SO', `The tranche is ${found.status.toLowerCase()}`);
  return found;
}

/** An order that is not released yet would pay to the account before: it is cancelled. */
export function nameAccount(
  { accountId, actor }: DisbursementOf<'NameAccount'>,
  state: KnownDisbursement,
): DisbursementEvent[] {
  const by = claimantFor(actor, state.beneficiary);
  if (state.accountId === accountId) return [];
  const place = { disbursementId: state.disbursementId, caseId: state.caseId };
  const cancelled = state.orders
    .filter(({ status }) => status === 'PREPARED' || status === 'FUNDED' || status === 'CHECKED')
    .map(({ orderId, tranche }): DisbursementEvent => {
      const data = { ...place, tranche, orderId, reason: 'The account was replaced', by };
      return { type: 'OrderCancelled', data };
    });
  return [{ type: 'PayeeAccountNamed', data: { ...place, accountId, by } }, ...cancelled];
}

export function submitClaim(
  command: DisbursementOf<'SubmitClaim'>,
  state: KnownDisbursement,
): DisbursementEvent[] {
  const by = claimantFor(command.actor, state.beneficiary);
  const { amount, papers, costs } = command;
  const tranche = trancheOf(state, command.tranche, 'DUE');
  if (state.accountId === undefined)
    throw new Refusal('conflict', 'ACCOUNT_NEEDED', 'Name the account first that is to be paid to');
  const faults = claimFaults(command, tranche);
  if (faults.length > 0)
    throw new Refusal('rule', 'CLAIM_UNFIT', 'The claim does not fit the tranche', faults);
  const { disbursementId, caseId } = state;
  const kept = costs.map(({ item, amount: part, evidence }) => ({
    item,
    amount: part,
    evidence: [...evidence],
  }));
  const place = { disbursementId, caseId, tranche: tranche.id, number: tranche.claims.length + 1 };
  return [{ type: 'ClaimSubmitted', data: { ...place, amount, papers: [...papers], costs: kept, by } }];
}

function claimFaults(
  { amount, papers, costs, unknown }: DisbursementOf<'SubmitClaim'>,
  tranche: Tranche,
): Violation[] {
  const faults: Violation[] = [];
  const fault = (pointer: string, code: string, detail: string) => faults.push({ pointer, code, detail });
  if (amount > tranche.amount)
    fault('/amount', 'ABOVE_TRANCHE', `is more than the ${tranche.amount} KRW of the tranche`);
  if (papers.length !== tranche.papers)
    fault('/papers', 'PAPERS_INCOMPLETE', `holds the ${tranche.papers} papers that the program asks for`);
  const sum = costs.reduce((all, one) => all + one.amount, 0);
  if (sum !== amount) fault('/costs', 'COSTS_DIFFER', `add up to ${sum} KRW, ${amount} are claimed`);
  costs.forEach(({ evidence }, at) => {
    if (evidence.length === 0) fault(`/costs/${at}/evidence`, 'EVIDENCE_MISSING', 'names no paper');
  });
  for (const sha256 of unknown)
    fault('', 'EVIDENCE_UNKNOWN', `${sha256} has not been added to the evidence of the case`);
  return faults;
}

export function sendBackClaim(
  { tranche, reason, actor }: DisbursementOf<'SendBackClaim'>,
  state: KnownDisbursement,
): DisbursementEvent[] {
  const by = officerFor(actor, state.beneficiary);
  const { status } = trancheOf(state, tranche, 'CLAIMED', 'APPROVED');
  const approved = status === 'APPROVED';
  const { disbursementId, caseId } = state;
  return [{ type: 'ClaimSentBack', data: { disbursementId, caseId, tranche, reason, approved, by } }];
}

export function approveClaim(
  { tranche, amount, reason, actor }: DisbursementOf<'ApproveClaim'>,
  state: KnownDisbursement,
): DisbursementEvent[] {
  const by = officerFor(actor, state.beneficiary);
  const claim = trancheOf(state, tranche, 'CLAIMED').claims.at(-1)!;
  if (amount > claim.amount) throw new Refusal('rule', 'ABOVE_CLAIM', `${claim.amount} KRW are claimed`);
  if (amount < claim.amount && reason === undefined)
    throw new Refusal('rule', 'REASON_NEEDED', 'Who approves less than was claimed says why');
  const { disbursementId, caseId } = state;
  return [{ type: 'ClaimApproved', data: { disbursementId, caseId, tranche, amount, reason, by } }];
}
