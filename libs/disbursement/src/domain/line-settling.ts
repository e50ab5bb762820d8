import type { Given } from '@doyak/kernel/decider';
import type { Map as Kept, Set as KeptSet } from 'immutable';
import type { BudgetLineEvent } from './budget-line.events.js';
import { accounts, type Entry, move } from './entries.js';

interface Of {
  readonly caseId: string;
  readonly recoveryId: string;
  readonly amount: number;
}

/** What settlement and recovery post: nothing can be refused there, and nothing is posted twice. */
export type SettlingCommand =
  | {
      readonly type: 'PostSettlement';
      readonly caseId: string;
      readonly settlementId: string;
      readonly accepted: number;
      /** To be returned, interest included. */
      readonly refund: number;
      readonly interest: number;
    }
  | ({ readonly type: 'PostSurcharge' } & Of)
  | ({ readonly type: 'PostRefund'; readonly receipt: string } & Of)
  | ({ readonly type: 'PostWriteOff' } & Of);

type SettlingEvent = Extract<
  BudgetLineEvent,
  { type: 'SettlementPosted' | 'SurchargePosted' | 'RefundPosted' | 'WriteOffPosted' }
>;

export function settlingKey({ type, data }: SettlingEvent): string {
  switch (type) {
    case 'SettlementPosted':
      return `settlement:${data.settlementId}`;
    case 'SurchargePosted':
      return `surcharge:${data.recoveryId}`;
    case 'RefundPosted':
      return `refund:${data.recoveryId}:${data.receipt}`;
    case 'WriteOffPosted':
      return `write-off:${data.recoveryId}`;
  }
}

const TYPES = new Set<string>(['PostSettlement', 'PostSurcharge', 'PostRefund', 'PostWriteOff']);
export const isSettling = <Command extends { readonly type: string }>(
  command: Command,
): command is Extract<Command, { type: SettlingCommand['type'] }> => TYPES.has(command.type);

export function decideSettling(
  command: Given<{ readonly programId: string; readonly line: string } & SettlingCommand>,
  { balances, settled }: { readonly balances: Kept<string, number>; readonly settled: KeptSet<string> },
): BudgetLineEvent[] {
  const event = posted(command, (account) => balances.get(account, 0));
  return event.data.entries.length === 0 || settled.has(settlingKey(event)) ? [] : [event];
}

function posted(
  command: Given<{ readonly programId: string; readonly line: string } & SettlingCommand>,
  balance: (account: string) => number,
): SettlingEvent {
  const { programId, line, caseId } = command;
  const at = { programId, line, caseId };
  const due = accounts.due(caseId);
  if (command.type === 'PostSettlement') {
    const { settlementId, interest } = command;
    const paid = accounts.paid(caseId);
    // A payment that came back in between is not there to be settled any more.
    const back = Math.min(command.refund - interest, balance(paid));
    const accepted = Math.min(command.accepted, balance(paid) - back);
    const entries = [
      ...some(paid, due, back),
      ...some(paid, accounts.spent(caseId), accepted),
      ...some(accounts.income, due, interest),
    ];
    const data = { ...at, settlementId, accepted, refund: back + interest, interest, entries };
    return { type: 'SettlementPosted', data };
  }
  const { recoveryId, amount } = command;
  const data = { ...at, recoveryId, amount };
  if (command.type === 'PostSurcharge')
    return { type: 'SurchargePosted', data: { ...data, entries: move(accounts.income, due, amount) } };
  const covered = Math.min(amount, balance(due));
  if (command.type === 'PostWriteOff')
    return { type: 'WriteOffPosted', data: { ...data, entries: some(due, accounts.writtenOff, covered) } };
  // What comes beyond what the ledger still holds to be returned is income: no won is lost.
  const entries = [
    ...some(due, accounts.recovered, covered),
    ...some(accounts.income, accounts.recovered, amount - covered),
  ];
  return { type: 'RefundPosted', data: { ...data, receipt: command.receipt, entries } };
}

const some = (from: string, to: string, amount: number): Entry[] =>
  amount > 0 ? move(from, to, amount) : [];
