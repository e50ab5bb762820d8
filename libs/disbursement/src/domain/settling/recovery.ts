import { type Decider, type Given, Refusal } from '@doyak/kernel/decider';
import { officerFor } from '../four-eyes.js';
import type { RecoveryData, RecoveryEvent } from './recovery.events.js';

interface Instalment {
  readonly amount: number;
  readonly dueBefore: string;
}

export interface KnownRecovery extends RecoveryData<'RecoveryDemanded'> {
  readonly status: 'DUE' | 'OVERDUE' | 'RECOVERED' | 'WRITTEN_OFF';
  /** What is to be paid by when; one, where no instalments were granted. */
  readonly instalments: readonly Instalment[];
  readonly received: number;
  /** KRW that had come before the instalments were granted. */
  readonly before: number;
  /** What of each line has not come yet. */
  readonly left: RecoveryData<'RecoveryDemanded'>['lines'];
  readonly receipts: readonly {
    readonly receipt: string;
    readonly amount: number;
    readonly fileId: string;
  }[];
  readonly reminders: number;
  readonly writeOff: { readonly reason: string; readonly by: string } | undefined;
}
export type RecoveryState = { readonly status: 'none' } | KnownRecovery;

export type RecoveryCommand =
  | ({ readonly type: 'DemandRecovery' } & RecoveryData<'RecoveryDemanded'>)
  | {
      readonly type: 'GrantInstalments';
      readonly instalments: readonly Instalment[];
      readonly reason: string;
    }
  | { readonly type: 'PassRecoveryClock'; readonly dueBefore: string; readonly clock: 'reminder' | 'due' }
  | {
      readonly type: 'ReceiveRefund';
      readonly amount: number;
      readonly receipt: string;
      readonly fileId: string;
    }
  | { readonly type: 'ProposeWriteOff' | 'RejectWriteOff'; readonly reason: string }
  | { readonly type: 'ApproveWriteOff' };

type Of<Type extends RecoveryCommand['type']> = Given<Extract<RecoveryCommand, { type: Type }>>;

/** Reminders of one recovery after it is overdue. */
const MOST_REMINDERS = 24;
/** The last instalment is due within five years. */
const MOST_MS = 5 * 366 * 86_400_000;

/** A demand for money to be returned (환수): due by a day, in instalments, reminded of, paid through the bank, or written off by two persons. */
export const recovery: Decider<RecoveryState, RecoveryCommand, RecoveryEvent> = {
  name: 'recovery',
  initialState: { status: 'none' },
  evolve,
  decide,
};

export const leftOf = ({ amount, received }: KnownRecovery): number => amount - received;

/** The first instalment that what has come does not cover. */
export function nextDue(state: KnownRecovery): Instalment | undefined {
  let owed = 0;
  return state.instalments.find(({ amount }) => (owed += amount) > state.received - state.before);
}

function evolve(state: RecoveryState, event: RecoveryEvent): RecoveryState {
  if (event.type === 'RecoveryDemanded') {
    const { amount, lines, dueBefore } = event.data;
    const start = { received: 0, before: 0, receipts: [], reminders: 0, writeOff: undefined };
    return { ...event.data, ...start, status: 'DUE', left: lines, instalments: [{ amount, dueBefore }] };
  }
  if (state.status === 'none') return state;
  switch (event.type) {
    case 'InstalmentsGranted': {
      const { instalments } = event.data;
      return { ...state, status: 'DUE', instalments, before: state.received };
    }
    case 'RefundReminded':
      return { ...state, reminders: event.data.number };
    case 'RefundReceived': {
      const { amount, receipt, fileId, lines } = event.data;
      const receipts = [...state.receipts, { receipt, amount, fileId }];
      return { ...state, received: state.received + amount, receipts, left: without(state.left, lines) };
    }
    case 'RecoveryOverdue':
      return { ...state, status: 'OVERDUE' };
    case 'WriteOffProposed':
      return { ...state, writeOff: { reason: event.data.reason, by: event.data.by } };
    case 'WriteOffRejected':
      return { ...state, writeOff: undefined };
    case 'RecoveryWrittenOff':
      return { ...state, left: [] };
    case 'RecoveryClosed':
      return { ...state, status: event.data.as === 'recovered' ? 'RECOVERED' : 'WRITTEN_OFF' };
  }
}

type Lines = KnownRecovery['left'];
const without = (left: Lines, taken: Lines): Lines =>
  left
    .map(({ line, amount }) => ({
      line,
      amount: amount - (taken.find((one) => one.line === line)?.amount ?? 0),
    }))
    .filter(({ amount }) => amount > 0);

/** What a payment settles: line after line. */
function spread(left: Lines, amount: number): Lines {
  let rest = amount;
  return left.flatMap(({ line, amount: of }) => {
    const part = Math.min(of, rest);
    rest -= part;
    return part > 0 ? [{ line, amount: part }] : [];
  });
}

function decide(command: Given<RecoveryCommand>, state: RecoveryState): RecoveryEvent[] {
  if (command.type === 'DemandRecovery') {
    if (state.status !== 'none') return [];
    const { type: _, now: _now, actor: _actor, ...data } = command;
    return [{ type: 'RecoveryDemanded', data }];
  }
  if (state.status === 'none')
    throw new Refusal('not-found', 'RECOVERY_NOT_FOUND', 'There is no such recovery');
  const place = { recoveryId: state.recoveryId, caseId: state.caseId };
  switch (command.type) {
    case 'PassRecoveryClock':
      return passClock(command, state);
    case 'ReceiveRefund':
      return receive(command, state);
    case 'GrantInstalments': {
      const by = officerFor(command.actor, going(state).debtor);
      refuseInstalments(command, state);
      const instalments = command.instalments.map(({ amount, dueBefore }) => ({ amount, dueBefore }));
      return [{ type: 'InstalmentsGranted', data: { ...place, instalments, reason: command.reason, by } }];
    }
    case 'ProposeWriteOff': {
      const by = officerFor(command.actor, going(state).debtor);
      if (state.writeOff) throw new Refusal('conflict', 'RECOVERY_NOT_SO', 'A write-off is proposed already');
      return [{ type: 'WriteOffProposed', data: { ...place, reason: command.reason, by } }];
    }
    case 'RejectWriteOff': {
      const { by } = authority(command, state);
      return [{ type: 'WriteOffRejected', data: { ...place, reason: command.reason, by } }];
    }
    case 'ApproveWriteOff': {
      const { by, proposedBy } = authority(command, state);
      const data = { ...place, amount: leftOf(state), lines: state.left, proposedBy, by };
      return [
        { type: 'RecoveryWrittenOff', data },
        { type: 'RecoveryClosed', data: { ...place, as: 'not-returned' } },
      ];
    }
  }
}

/** Refusal: RECOVERY_NOT_SO. */
function going(state: KnownRecovery): KnownRecovery {
  if (state.status === 'DUE' || state.status === 'OVERDUE') return state;
  throw new Refusal('conflict', 'RECOVERY_NOT_SO', 'Nothing is to be returned any more');
}

/** Another person than who proposed it. Refusals: RECOVERY_NOT_SO, FOUR_EYES. */
function authority(command: Given<RecoveryCommand>, state: KnownRecovery) {
  const by = officerFor(command.actor, going(state).debtor);
  if (!state.writeOff) throw new Refusal('conflict', 'RECOVERY_NOT_SO', 'No write-off is proposed');
  if (state.writeOff.by === by)
    throw new Refusal('forbidden', 'FOUR_EYES', 'Another person decides about a write-off');
  return { by, proposedBy: state.writeOff.by };
}

/** Refusal: INSTALMENTS_UNFIT. */
function refuseInstalments({ instalments, now }: Of<'GrantInstalments'>, state: KnownRecovery): void {
  const unfit = (detail: string) => {
    throw new Refusal('rule', 'INSTALMENTS_UNFIT', detail);
  };
  const sum = instalments.reduce((all, { amount }) => all + amount, 0);
  if (sum !== leftOf(state)) unfit(`Instalments of ${sum} KRW, ${leftOf(state)} are left`);
  let before = now.getTime();
  for (const { dueBefore } of instalments) {
    if (Date.parse(dueBefore) <= before) unfit('Each is due later than the one before, and than now');
    before = Date.parse(dueBefore);
  }
  if (before > now.getTime() + MOST_MS) unfit('The last one is due within five years');
}

/** Clocks that were set for another day say nothing any more. */
function passClock({ dueBefore, clock }: Of<'PassRecoveryClock'>, state: KnownRecovery): RecoveryEvent[] {
  if (state.status !== 'DUE' && state.status !== 'OVERDUE') return [];
  const next = nextDue(state);
  if (!next || next.dueBefore > dueBefore || state.reminders >= MOST_REMINDERS) return [];
  const place = { recoveryId: state.recoveryId, caseId: state.caseId };
  const overdue = state.status === 'OVERDUE';
  if (clock === 'due')
    return overdue
      ? []
      : [{ type: 'RecoveryOverdue', data: { ...place, left: leftOf(state), dueBefore: next.dueBefore } }];
  const number = state.reminders + 1;
  const data = { ...place, number, left: leftOf(state), dueBefore: next.dueBefore, overdue };
  return [{ type: 'RefundReminded', data }];
}

/** An entry of the bank counts once; more than is left is for a person to look at, before it comes here. */
function receive({ amount, receipt, fileId }: Of<'ReceiveRefund'>, state: KnownRecovery): RecoveryEvent[] {
  if (state.receipts.some((one) => one.receipt === receipt)) return [];
  const left = leftOf(going(state));
  if (amount > left)
    throw new Refusal('rule', 'ABOVE_DEMAND', `${left} KRW are left of the demand, ${amount} came`);
  const place = { recoveryId: state.recoveryId, caseId: state.caseId };
  const lines = spread(state.left, amount);
  const received: RecoveryEvent = {
    type: 'RefundReceived',
    data: { ...place, amount, lines, left: left - amount, receipt, fileId },
  };
  if (amount < left) return [received];
  return [received, { type: 'RecoveryClosed', data: { ...place, as: 'recovered' } }];
}
