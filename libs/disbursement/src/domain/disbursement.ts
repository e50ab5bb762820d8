import { type Decider, type Given, Refusal } from '@doyak/kernel/decider';
import type { DisbursementCommand, DisbursementOf } from './disbursement.commands.js';
import type { DisbursementEvent } from './disbursement.events.js';
import { type DisbursementState, evolve, type KnownDisbursement, paidOf } from './disbursement.state.js';
import { approveClaim, nameAccount, sendBackClaim, submitClaim } from './claims.js';
import { officerFor } from './four-eyes.js';
import { splitByWeights } from '@doyak/kernel/money';
import { cancelOrder, changeOrder, checkOrder, prepareOrder, releaseOrder } from './order-approvals.js';
import { noteFunds, notePayment, sendOrder } from './payment-orders.js';

/**
 * The payment of one case's support (지급): tranche due → claim → approval → payment order → paid or back again, until every tranche is
 * paid or it is stopped. A tranche has one live order at most, so that nothing is paid twice.
 */
export const disbursement: Decider<DisbursementState, DisbursementCommand, DisbursementEvent> = {
  name: 'disbursement',
  initialState: { status: 'none' },
  evolve,
  decide,
};

function decide(command: Given<DisbursementCommand>, state: DisbursementState): DisbursementEvent[] {
  if (command.type === 'OpenDisbursement') {
    if (state.status !== 'none') return [];
    const { type: _, now: _now, actor: _actor, ...data } = command;
    return [{ type: 'DisbursementOpened', data }];
  }
  if (state.status === 'none')
    throw new Refusal('not-found', 'DISBURSEMENT_NOT_FOUND', 'There is no such disbursement');
  switch (command.type) {
    case 'SetAmount':
      return setAmount(command, state);
    case 'StopDisbursement':
      return stop(command, state);
    case 'NameAccount':
      return nameAccount(command, going(state));
    case 'SubmitClaim':
      return submitClaim(command, going(state));
    case 'SendBackClaim':
      return sendBackClaim(command, going(state));
    case 'ApproveClaim':
      return approveClaim(command, going(state));
    case 'PrepareOrder':
      return prepareOrder(command, going(state));
    case 'ChangeOrder':
      return changeOrder(command, going(state));
    case 'CheckOrder':
      return checkOrder(command, going(state));
    case 'ReleaseOrder':
      return releaseOrder(command, going(state));
    case 'CancelOrder':
      return cancelOrder(command, going(state));
    case 'NoteFunds':
      return noteFunds(command, state);
    case 'SendOrder':
      return sendOrder(command, state);
    case 'NotePayment': {
      const events = notePayment(command, state);
      return [...events, ...next(events.reduce<DisbursementState>(evolve, state) as KnownDisbursement)];
    }
  }
}

/** Refusal: DISBURSEMENT_STOPPED. */
function going(state: KnownDisbursement): KnownDisbursement {
  if (state.status === 'STOPPED')
    throw new Refusal('conflict', 'DISBURSEMENT_STOPPED', 'The disbursement was stopped');
  return state;
}

/** A tranche that a claim, an order or a payment stands on keeps its amount; the others share what is left. */
function setAmount(command: DisbursementOf<'SetAmount'>, state: KnownDisbursement): DisbursementEvent[] {
  const { amount, agreement, reason } = command;
  const by = agreement ? undefined : officerFor(command.actor, state.beneficiary);
  if (state.status !== 'OPEN') return agreement ? [] : refuseAmount('Nothing is left to be paid');
  if (agreement) {
    const known = state.agreement;
    if (known?.agreementId === agreement.agreementId && known.number >= agreement.number) return [];
  } else if (state.agreement) refuseAmount('The amount is that of the agreement');
  else if (state.orders.length > 0) refuseAmount('A payment has been ordered already');
  else if (amount > state.mostPerCase) refuseAmount(`The program gives up to ${state.mostPerCase} KRW`);
  const open = state.tranches.filter(({ status }) => status === 'WAITING' || status === 'DUE');
  const kept = state.tranches.filter((one) => !open.includes(one)).reduce((sum, one) => sum + one.amount, 0);
  const parts = splitByWeights(
    Math.max(0, amount - kept),
    open.map(({ percent }) => percent),
  );
  const tranches = open.map(({ id }, at) => ({ id, amount: parts[at]! }));
  const { disbursementId, caseId } = state;
  const set: DisbursementEvent = {
    type: 'AmountSet',
    data: { disbursementId, caseId, amount, tranches, agreement, by, reason },
  };
  return [set, ...next(evolve(state, set) as KnownDisbursement)];
}

function refuseAmount(detail: string): never {
  throw new Refusal('conflict', 'AMOUNT_FIXED', detail);
}

/** The next tranche is due once the one before is paid; all paid is the end. A tranche with nothing to give is passed over. */
function next(state: KnownDisbursement): DisbursementEvent[] {
  if (state.status !== 'OPEN' || state.amount === undefined) return [];
  const { disbursementId, caseId } = state;
  const open = state.tranches.find(
    ({ status, amount }) => status !== 'PAID' && (status !== 'WAITING' || amount > 0),
  );
  if (!open)
    return [{ type: 'DisbursementCompleted', data: { disbursementId, caseId, paid: paidOf(state) } }];
  if (open.status !== 'WAITING') return [];
  return [{ type: 'TrancheDue', data: { disbursementId, caseId, tranche: open.id, amount: open.amount } }];
}

/** What has not been released is cancelled; what is on its way to the bank goes on. */
function stop(command: DisbursementOf<'StopDisbursement'>, state: KnownDisbursement): DisbursementEvent[] {
  if (state.status !== 'OPEN') return [];
  const { reason, actor } = command;
  const by = actor.kind === 'system' ? undefined : officerFor(actor, state.beneficiary);
  const { disbursementId, caseId } = state;
  const cancelled = state.orders
    .filter(({ status }) => status === 'PREPARED' || status === 'FUNDED' || status === 'CHECKED')
    .map(({ orderId, tranche }): DisbursementEvent => {
      const data = { disbursementId, caseId, tranche, orderId, reason, by };
      return { type: 'OrderCancelled', data };
    });
  return [...cancelled, { type: 'DisbursementStopped', data: { disbursementId, caseId, reason, by } }];
}
