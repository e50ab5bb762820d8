import { type Decider, type Given, Refusal, type Violation } from '@doyak/kernel/decider';
import { splitByWeights } from '@doyak/kernel/money';
import { claimantFor, officerFor } from '../four-eyes.js';
import { ineligibleCosts } from './eligible-costs.js';
import type { Cost, Finding, SettlementData, SettlementEvent } from './settlement.events.js';
import {
  evolve,
  type KnownSettlement,
  paidIn,
  type SettlementState,
  type SettlementStatus,
} from './settlement.state.js';

type Lines = SettlementData<'SettlementOpened'>['lines'];

export type SettlementCommand =
  | ({ readonly type: 'OpenSettlement' } & SettlementData<'SettlementOpened'>)
  | {
      readonly type: 'ReportSettlement';
      readonly lines: Lines;
      readonly costs: readonly Cost[];
      readonly interest: number;
      readonly certificate?: string;
      /** Hashes named in the report that are no papers of the case. */
      readonly unknown: readonly string[];
    }
  | { readonly type: 'RequestSettlementSupplement'; readonly ask: string }
  | {
      readonly type: 'AssessSettlement';
      readonly lines: Lines;
      readonly findings: readonly Finding[];
      readonly clawback?: { readonly amount: number; readonly reason: string };
    }
  | { readonly type: 'RejectAssessment'; readonly reason: string }
  | { readonly type: 'ConfirmSettlement'; readonly dueBefore: string }
  | { readonly type: 'NoteRecovery'; readonly as: 'overdue' | 'recovered' | 'not-returned' }
  | { readonly type: 'StopSettlement'; readonly because: string };

type Of<Type extends SettlementCommand['type']> = Given<Extract<SettlementCommand, { type: Type }>>;

/**
 * The settlement of one case's support (정산): a report of costs with papers, eligible or not by the rules of the definition, assessed by one
 * person and confirmed by another; what was not spent, not accepted, or earned as interest is demanded back.
 */
export const settlement: Decider<SettlementState, SettlementCommand, SettlementEvent> = {
  name: 'settlement',
  initialState: { status: 'none' },
  evolve,
  decide,
};

function decide(command: Given<SettlementCommand>, state: SettlementState): SettlementEvent[] {
  if (command.type === 'OpenSettlement') {
    if (state.status !== 'none') return [];
    const { type: _, now: _now, actor: _actor, ...data } = command;
    const opened: SettlementEvent = { type: 'SettlementOpened', data };
    if (paidIn(data) > 0) return [opened];
    // Nothing was paid: there is nothing to account for.
    return [opened, { type: 'SettlementClosed', data: { ...placeOf(data), as: 'settled' } }];
  }
  if (state.status === 'none')
    throw new Refusal('not-found', 'SETTLEMENT_NOT_FOUND', 'There is no such settlement');
  switch (command.type) {
    case 'ReportSettlement':
      return report(command, state);
    case 'RequestSettlementSupplement': {
      const by = officerFor(command.actor, state.beneficiary);
      standing(state, 'SUBMITTED');
      return [{ type: 'SettlementSupplementRequested', data: { ...placeOf(state), ask: command.ask, by } }];
    }
    case 'AssessSettlement':
      return assess(command, state);
    case 'RejectAssessment': {
      const by = second(command, state);
      const { reason } = command;
      return [{ type: 'SettlementAssessmentRejected', data: { ...placeOf(state), reason, by } }];
    }
    case 'ConfirmSettlement':
      return confirm(command, state);
    case 'NoteRecovery':
      return noteRecovery(command, state);
    case 'StopSettlement': {
      if (state.confirmed || state.status === 'CLOSED' || state.status === 'STOPPED') return [];
      return [{ type: 'SettlementStopped', data: { ...placeOf(state), because: command.because } }];
    }
  }
}

const placeOf = ({ settlementId, caseId }: { settlementId: string; caseId: string }) => ({
  settlementId,
  caseId,
});

/** Refusal: SETTLEMENT_NOT_SO. */
function standing(state: KnownSettlement, ...wanted: SettlementStatus[]): void {
  if (wanted.includes(state.status)) return;
  const detail = `The settlement is ${state.status.toLowerCase().replace('_', ' ')}`;
  throw new Refusal('conflict', 'SETTLEMENT_NOT_SO', detail);
}

function report(command: Of<'ReportSettlement'>, state: KnownSettlement): SettlementEvent[] {
  const by = claimantFor(command.actor, state.beneficiary);
  standing(state, 'OPEN', 'SUBMITTED', 'SUPPLEMENT');
  const { lines, costs, interest, certificate, unknown } = command;
  const faults: Violation[] = [];
  const fault = (pointer: string, code: string, detail: string) => faults.push({ pointer, code, detail });
  const [paid, spent] = [paidIn({ lines }), totalOf(costs)];
  if (spent > paid) fault('/costs', 'ABOVE_PAID', `add up to ${spent} KRW, ${paid} were paid`);
  costs.forEach(({ amount, refundableVat }, at) => {
    if (refundableVat > amount)
      fault(`/costs/${at}/refundableVat`, 'ABOVE_COST', 'is more than the cost itself');
  });
  for (const sha256 of unknown)
    fault('', 'EVIDENCE_UNKNOWN', `${sha256} has not been added to the evidence of the case`);
  if (state.terms.accountant && certificate === undefined)
    fault('/certificate', 'CERTIFICATE_MISSING', 'An accountant has to certify the report');
  if (faults.length > 0)
    throw new Refusal('rule', 'REPORT_UNFIT', 'The report does not hold together', faults);
  const data = { ...placeOf(state), number: state.reports.length + 1, lines: [...lines], interest, by };
  return [
    { type: 'SettlementReported', data: { ...data, costs: [...costs], ...(certificate && { certificate }) } },
  ];
}

/** Where no report came in time, nothing is accepted. */
function assess(command: Of<'AssessSettlement'>, state: KnownSettlement): SettlementEvent[] {
  const by = officerFor(command.actor, state.beneficiary);
  const late = command.now.getTime() >= Date.parse(state.reportBefore);
  standing(state, 'SUBMITTED', ...(late ? (['OPEN', 'SUPPLEMENT'] as const) : []));
  const { findings, clawback } = command;
  const reported = state.reports.at(-1);
  const costs = reported?.costs ?? [];
  refuseUnfit(findings, costs, state);
  const spent = totalOf(costs);
  const disallowed = totalOf(findings);
  const lines = command.lines;
  if (spent > paidIn({ lines }))
    throw new Refusal('conflict', 'SETTLEMENT_NOT_SO', 'Less is paid now than was reported as spent');
  const claimed = clawback?.amount ?? 0;
  if (claimed > 0 && state.honestFailure)
    throw new Refusal('rule', 'HONEST_FAILURE_EXEMPT', 'Work that failed in good faith is not recovered');
  if (claimed > spent - disallowed)
    throw new Refusal('rule', 'ASSESSMENT_UNFIT', `${spent - disallowed} KRW are accepted`);
  const unspent = paidIn({ lines }) - spent;
  const interest = state.terms.interestReturned ? (reported?.interest ?? 0) : 0;
  const refund = disallowed + claimed + unspent + interest;
  const accepted = spent - disallowed - claimed;
  const kept = findings.map(({ cost, amount, rule, reason }) => ({ cost, amount, rule, reason }));
  const data = { ...placeOf(state), lines: [...lines], findings: kept, accepted, disallowed };
  const rest = { clawback: claimed, unspent, interest, refund, by };
  const why = clawback && { clawbackReason: clawback.reason };
  return [{ type: 'SettlementAssessed', data: { ...data, ...rest, ...why } }];
}

const totalOf = (some: readonly { readonly amount: number }[]): number =>
  some.reduce((sum, { amount }) => sum + amount, 0);

/** Findings name costs of the report and rules of the program, and leave out nothing that Doyak itself found. Refusal: ASSESSMENT_UNFIT. */
function refuseUnfit(
  findings: readonly Finding[],
  costs: readonly Cost[],
  { terms, agreedFrom }: KnownSettlement,
): void {
  const faults: Violation[] = [];
  findings.forEach(({ cost, rule, amount }, at) => {
    const known = costs[cost];
    const of = totalOf(findings.filter((one) => one.cost === cost));
    const pointer = `/findings/${at}`;
    if (!known || amount < 1 || of > known.amount)
      faults.push({ pointer, code: 'NOT_OF_COST', detail: 'is no part of a cost of the report' });
    if (rule !== 'other' && !terms.ineligible.includes(rule))
      faults.push({ pointer, code: 'RULE_UNKNOWN', detail: `${rule} is no rule of the program` });
  });
  for (const { cost, rule, least } of ineligibleCosts(costs, terms.ineligible, agreedFrom)) {
    const found = totalOf(findings.filter((one) => one.cost === cost));
    if (found < least)
      faults.push({
        ...{ pointer: '/findings', code: 'INELIGIBLE_ACCEPTED' },
        detail: `${least} KRW of cost ${cost} are not accepted by the program: ${rule}`,
      });
  }
  if (faults.length > 0)
    throw new Refusal('rule', 'ASSESSMENT_UNFIT', 'The assessment does not hold together', faults);
}

/** Whoever assessed does not confirm. Refusal: FOUR_EYES. */
function second(command: Of<'ConfirmSettlement' | 'RejectAssessment'>, state: KnownSettlement): string {
  const by = officerFor(command.actor, state.beneficiary);
  standing(state, 'ASSESSED', 'DISALLOWED');
  if (state.assessment?.by === by)
    throw new Refusal('forbidden', 'FOUR_EYES', 'Another person confirms what one has assessed');
  return by;
}

function confirm(command: Of<'ConfirmSettlement'>, state: KnownSettlement): SettlementEvent[] {
  const by = second(command, state);
  const { accepted, disallowed, clawback, unspent, interest, refund, by: assessedBy } = state.assessment!;
  const parts = splitByWeights(
    refund - interest,
    state.lines.map(({ paid }) => paid),
  );
  const lines = state.lines.map(({ line, paid }, at) => {
    const own = at === 0 ? interest : 0;
    return { line, accepted: paid - parts[at]!, refund: parts[at]! + own, interest: own };
  });
  const figures = { accepted, disallowed, clawback, unspent, interest, refund, lines };
  const { programId } = state;
  const confirmed: SettlementEvent = {
    type: 'SettlementConfirmed',
    data: { ...placeOf(state), programId, ...figures, dueBefore: command.dueBefore, assessedBy, by },
  };
  if (refund > 0) return [confirmed];
  return [confirmed, { type: 'SettlementClosed', data: { ...placeOf(state), as: 'settled' } }];
}

/** What became of the demand. */
function noteRecovery({ as }: Of<'NoteRecovery'>, state: KnownSettlement): SettlementEvent[] {
  if (as === 'overdue')
    return state.status === 'REFUND_DUE' ? [{ type: 'SettlementOverdue', data: placeOf(state) }] : [];
  if (state.status !== 'REFUND_DUE' && state.status !== 'OVERDUE') return [];
  return [{ type: 'SettlementClosed', data: { ...placeOf(state), as } }];
}
