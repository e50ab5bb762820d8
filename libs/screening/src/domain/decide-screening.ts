import { Refusal, type Violation } from '@doyak/kernel/decider';
import type { ScreenedRule, ScreeningEvent } from './screening.events.js';
import { awaitedSupplement, type KnownScreening } from './screening.state.js';

export interface Decision {
  readonly decision: 'ELIGIBLE' | 'INELIGIBLE';
  /** Reason codes; none where eligible. */
  readonly reasons: readonly string[];
  readonly note?: string;
}

/** The officer's decision, consistent with what the rules say. */
export function decideScreening(
  { decision, reasons, note }: Decision,
  state: KnownScreening,
  by: string,
): ScreeningEvent[] {
  if (awaitedSupplement(state))
    throw new Refusal('conflict', 'SUPPLEMENT_AWAITED', 'The applicant still has time to answer');
  const overruled = overruledRules(state);
  if (decision === 'ELIGIBLE') refuseUnresolved(state, reasons);
  else refuseUnfounded(state, reasons, note);
  const overrulers = overruled.flatMap(({ id }) => {
    const { proposedBy, confirmedBy } = state.overrulings[id]!;
    return [proposedBy, confirmedBy!];
  });
  const { screeningId, caseId, stage, run } = state;
  const data = {
    ...{ screeningId, caseId, stage, run, decision, note },
    reasons: [...new Set(reasons)],
    overruled: overruled.map(({ id }) => id),
    decidedBy: [...new Set([by, ...overrulers])],
  };
  return [{ type: 'ScreeningDecided', data }];
}

/** Rules that fail and that two persons have passed over. */
export function overruledRules(state: KnownScreening): ScreenedRule[] {
  return withOutcome(state, 'fails').filter(({ id }) => state.overrulings[id]?.confirmedBy !== undefined);
}

function withOutcome(state: KnownScreening, outcome: 'fails' | 'undetermined'): ScreenedRule[] {
  return state.rules.filter(({ id }) => {
    const result = state.results.find(({ rule }) => rule === id);
    // A rule that was never run says nothing.
    return (result?.outcome ?? 'undetermined') === outcome;
  });
}

function failingRules(state: KnownScreening): ScreenedRule[] {
  const overruled = overruledRules(state);
  return withOutcome(state, 'fails').filter((rule) => !overruled.includes(rule));
}

function refuseUnresolved(state: KnownScreening, reasons: readonly string[]): void {
  if (reasons.length > 0)
    throw new Refusal('rule', 'REASON_UNFOUNDED', 'Who is eligible is so without reasons against it');
  const undetermined = withOutcome(state, 'undetermined');
  if (undetermined.length > 0)
    throw new Refusal(
      'rule',
      'RULES_UNDETERMINED',
      'Facts are missing for some rules',
      faults(undetermined, 'UNDETERMINED'),
    );
  const failing = failingRules(state);
  if (failing.length > 0)
    throw new Refusal(
      'rule',
      'RULES_FAIL',
      'Some rules fail and are not overruled',
      faults(failing, 'FAILS'),
    );
}

/** Each reason must rest on the record: a failing rule, a missing fact that was asked for, a duplicate that was found, a false statement described. */
function refuseUnfounded(state: KnownScreening, reasons: readonly string[], note: string | undefined): void {
  if (reasons.length === 0)
    throw new Refusal('rule', 'REASON_NEEDED', 'Who is ineligible is told at least one reason');
  const founded = new Set(foundedReasons(state));
  if (note !== undefined) founded.add('FALSE_STATEMENT');
  const unfounded = reasons.filter((reason) => !founded.has(reason));
  if (unfounded.length > 0) {
    const violations = unfounded.map((reason) => ({
      pointer: `/reasons/${reasons.indexOf(reason)}`,
      code: 'UNFOUNDED',
      detail: `nothing in the screening bears out ${reason}`,
    }));
    throw new Refusal('rule', 'REASON_UNFOUNDED', 'A reason does not follow from the rules', violations);
  }
}

/** Reason codes that the record bears out now; FALSE_STATEMENT needs a note besides. */
export function foundedReasons(state: KnownScreening): string[] {
  const found = failingRules(state).map(({ reason }) => reason);
  const asked = state.policy.supplements === 0 || state.supplements.length > 0;
  if (withOutcome(state, 'undetermined').length > 0 && asked) found.push('DOC_MISSING');
  if (state.duplicates?.matches.some(({ counts }) => counts) && !duplicateOverruled(state))
    found.push('DUPLICATE_SUPPORT');
  return [...new Set(found)];
}

function duplicateOverruled(state: KnownScreening): boolean {
  return overruledRules(state).some(({ reason }) => reason === 'DUPLICATE_SUPPORT');
}

function faults(rules: readonly ScreenedRule[], code: string): Violation[] {
  return rules.map(({ id, reason }) => ({ pointer: `/rules/${id}`, code, detail: reason }));
}
