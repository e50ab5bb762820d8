import { type Actor, type Decider, type Given, Refusal } from '@doyak/kernel/decider';
import { Map as Kept, Set as KeptSet } from 'immutable';
import type { BudgetLineEvent } from './budget-line.events.js';
import { accounts, type Entry, fits, move } from './entries.js';
import { decidePayment, evolvePayments, type PaymentCommand, type PostedPayment } from './line-payments.js';
import { decideSettling, isSettling, settlingKey, type SettlingCommand } from './line-settling.js';

export interface Commitment {
  readonly agreementId: string;
  readonly roundId: string;
  /** Document of the agreement that it follows. */
  readonly number: number;
  /** KRW promised in all; once it was released, what of it had been used. */
  readonly total: number;
}

/** A line's accounts, and what is promised to whom. Both are kept so that a posting costs the same however many there are. */
export interface BudgetLineState {
  readonly balances: Kept<string, number>;
  readonly commitments: Kept<string, Commitment>;
  /** Payment orders that took money out of a promise, and how far each has come. */
  readonly payments: Kept<string, PostedPayment>;
  /** Cases that asked for money that was not there. */
  readonly lacking: Kept<string, { readonly number: number; readonly lacking: number }>;
  /** Settlements, receipts and write-offs that were posted: each once. */
  readonly settled: KeptSet<string>;
}

interface CommitmentAsked {
  readonly caseId: string;
  readonly agreementId: string;
  readonly roundId: string;
  readonly number: number;
  /** KRW that the agreement promises in all. */
  readonly total: number;
}

export type BudgetLineCommand = { readonly programId: string; readonly line: string } & (
  | {
      readonly type: 'AppropriateFunds';
      readonly amount: number;
      readonly basis: string;
      /** KRW that the program's budget names for the line. */
      readonly budget: number;
    }
  | { readonly type: 'AllocateFunds'; readonly roundId: string; readonly amount: number }
  | {
      readonly type: 'ReturnAllocation';
      readonly roundId: string;
      readonly amount: number;
      readonly reason: string;
    }
  | ({
      readonly type: 'CommitFunds';
      /** Note that the money is lacking instead of refusing: what follows an agreement cannot be refused. */
      readonly noteLack: boolean;
    } & CommitmentAsked)
  | { readonly type: 'ReleaseCommitment'; readonly caseId: string; readonly reason: string }
  | PaymentCommand
  | SettlingCommand
);

export type BudgetLineOf<Type extends BudgetLineCommand['type']> = Given<
  Extract<BudgetLineCommand, { type: Type }>
>;

/**
 * One line of a program's budget as a ledger: appropriation → allocation to rounds → commitment by agreement → payment. All accounts of the line
 * are decided together, so that none goes below its floor whoever asks at the same time.
 */
export const budgetLine: Decider<BudgetLineState, BudgetLineCommand, BudgetLineEvent> = {
  name: 'budget-line',
  initialState: {
    balances: Kept(),
    commitments: Kept(),
    payments: Kept(),
    lacking: Kept(),
    settled: KeptSet(),
  },
  evolve,
  decide,
};

export const balanceOf = ({ balances }: BudgetLineState, account: string): number => balances.get(account, 0);

function evolve(state: BudgetLineState, event: BudgetLineEvent): BudgetLineState {
  const balances = 'entries' in event.data ? post(state.balances, event.data.entries) : state.balances;
  switch (event.type) {
    case 'FundsCommitted': {
      const { caseId, agreementId, roundId, number, total } = event.data;
      const commitments = state.commitments.set(caseId, { agreementId, roundId, number, total });
      return { ...state, balances, commitments, lacking: state.lacking.remove(caseId) };
    }
    case 'FundsLacked': {
      const { caseId, number, lacking } = event.data;
      return { ...state, lacking: state.lacking.set(caseId, { number, lacking }) };
    }
    case 'CommitmentReleased': {
      const { caseId, amount } = event.data;
      const known = state.commitments.get(caseId);
      return {
        ...state,
        balances,
        commitments: known
          ? state.commitments.set(caseId, { ...known, total: known.total - amount })
          : state.commitments,
        lacking: state.lacking.remove(caseId),
      };
    }
    case 'PaymentReserved':
    case 'PaymentPosted':
    case 'ReturnPosted':
    case 'ReservationReleased':
      return { ...state, balances, payments: evolvePayments(state.payments, event) };
    case 'SettlementPosted':
    case 'SurchargePosted':
    case 'RefundPosted':
    case 'WriteOffPosted':
      return { ...state, balances, settled: state.settled.add(settlingKey(event)) };
    default:
      return { ...state, balances };
  }
}

function post(balances: Kept<string, number>, entries: readonly Entry[]): Kept<string, number> {
  return balances.withMutations((changed) => {
    for (const { account, amount } of entries) changed.update(account, 0, (balance) => balance + amount);
  });
}

function decide(command: Given<BudgetLineCommand>, state: BudgetLineState): BudgetLineEvent[] {
  switch (command.type) {
    case 'AppropriateFunds':
      return appropriate(command, state);
    case 'AllocateFunds':
      return allocate(command, state);
    case 'ReturnAllocation':
      return returnAllocation(command, state);
    case 'CommitFunds':
      return commit(command, state);
    case 'ReleaseCommitment':
      return release(command, state);
    default:
      return isSettling(command) ? decideSettling(command, state) : decidePayment(command, state);
  }
}

function appropriate(command: BudgetLineOf<'AppropriateFunds'>, state: BudgetLineState): BudgetLineEvent[] {
  const { programId, line, amount, basis, budget } = command;
  const entries = move(accounts.appropriation, accounts.unallocated, amount);
  const before = -balanceOf(state, accounts.appropriation);
  if (!fits(before, amount) || before + amount > budget) {
    const detail = `The budget names ${budget} KRW for the line, of which ${before} are appropriated`;
    throw new Refusal('rule', 'ABOVE_BUDGET', detail);
  }
  const by = personOf(command.actor);
  return [{ type: 'FundsAppropriated', data: { programId, line, amount, basis, entries, by } }];
}

function allocate(command: BudgetLineOf<'AllocateFunds'>, state: BudgetLineState): BudgetLineEvent[] {
  const { programId, line, roundId, amount } = command;
  const entries = move(accounts.unallocated, accounts.round(roundId), amount);
  refuseBelowFloor(balanceOf(state, accounts.unallocated), amount, 'unallocated');
  const by = personOf(command.actor);
  return [{ type: 'FundsAllocated', data: { programId, line, roundId, amount, entries, by } }];
}

function returnAllocation(
  command: BudgetLineOf<'ReturnAllocation'>,
  state: BudgetLineState,
): BudgetLineEvent[] {
  const { programId, line, roundId, amount, reason } = command;
  const entries = move(accounts.round(roundId), accounts.unallocated, amount);
  refuseBelowFloor(balanceOf(state, accounts.round(roundId)), amount, 'left of the round');
  const by = personOf(command.actor);
  return [{ type: 'AllocationReturned', data: { programId, line, roundId, amount, entries, by, reason } }];
}

function commit(command: BudgetLineOf<'CommitFunds'>, state: BudgetLineState): BudgetLineEvent[] {
  const { programId, line, caseId, agreementId, roundId, number, total, noteLack, actor } = command;
  const known = state.commitments.get(caseId);
  if (known && known.agreementId === agreementId && known.number >= number) return [];
  const change = total - (known?.total ?? 0);
  const [round, promised] = [accounts.round(roundId), accounts.commitment(caseId)];
  const place = { programId, line, caseId, agreementId, roundId, number, total };
  const left = balanceOf(state, round);
  if (change > left) {
    if (!noteLack) refuseBelowFloor(left, change, 'left of the round');
    const lacking = change - left;
    const noted = state.lacking.get(caseId);
    if (noted?.number === number && noted.lacking === lacking) return [];
    return [{ type: 'FundsLacked', data: { ...place, lacking } }];
  }
  if (change > 0)
    return [
      {
        type: 'FundsCommitted',
        data: { ...place, change, entries: move(round, promised, change), by: actor.id },
      },
    ];
  // What is ordered or paid cannot be taken back here: that is for the settlement.
  const back = Math.min(-change, balanceOf(state, promised));
  const entries = back > 0 ? move(promised, round, back) : [];
  const kept = { ...place, total: (known?.total ?? total) - back };
  return [
    { type: 'FundsCommitted', data: { ...kept, change: back === 0 ? 0 : -back, entries, by: actor.id } },
  ];
}

function release(command: BudgetLineOf<'ReleaseCommitment'>, state: BudgetLineState): BudgetLineEvent[] {
  const { programId, line, caseId, reason } = command;
  const known = state.commitments.get(caseId);
  const amount = balanceOf(state, accounts.commitment(caseId));
  if (!known || amount === 0) return [];
  const { agreementId, roundId } = known;
  const entries = move(accounts.commitment(caseId), accounts.round(roundId), amount);
  const data = { programId, line, caseId, agreementId, roundId, amount, entries, reason };
  return [{ type: 'CommitmentReleased', data }];
}

/** No account but appropriation and income goes below zero. Refusal: FUNDS_INSUFFICIENT. */
function refuseBelowFloor(balance: number, amount: number, what: string): void {
  if (amount <= balance) return;
  throw new Refusal('rule', 'FUNDS_INSUFFICIENT', `${balance} KRW are ${what}, ${amount} are asked for`);
}

function personOf({ kind, id }: Actor): string {
  if (kind !== 'person')
    throw new Refusal('forbidden', 'PERSON_NEEDED', 'Only a person decides about a budget');
  return id;
}
