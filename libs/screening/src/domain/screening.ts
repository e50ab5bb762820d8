import { type Actor, type Decider, fold, type Given, Refusal, type Violation } from '@doyak/kernel/decider';
import { type Decision, decideScreening } from './decide-screening.js';
import type {
  Hindrance,
  Match,
  Opening,
  ScreenedResult,
  ScreeningEvent,
  Values,
} from './screening.events.js';
import {
  awaitedSupplement,
  evolve,
  type KnownScreening,
  type Place,
  type ScreeningState,
  valuesOf,
} from './screening.state.js';

/** Runs all rules over what is known. Pure: it comes with the command, compiled from the program version. */
export type Judge = (values: Values) => readonly ScreenedResult[];

export type ScreeningCommand =
  | ({ type: 'OpenScreening'; judge: Judge } & Opening)
  | { type: 'RecordFacts'; facts: Values; reason: string; judge: Judge }
  | {
      type: 'RecordDuplicates';
      keys: readonly string[];
      matches: readonly Match[];
      /** Names of the facts that the search establishes. */
      facts: readonly string[];
      judge: Judge;
    }
  | {
      type: 'RecordRegisters';
      found: readonly Hindrance[];
      /** Names of the facts that each register establishes. */
      facts: Readonly<Record<Hindrance['kind'], readonly string[]>>;
      judge: Judge;
    }
  | { type: 'RequestSupplement'; ask: string; fields: readonly string[]; answerBefore: string }
  | {
      type: 'AnswerSupplement';
      answers: Values;
      /** What follows from the answers. */
      facts: Values;
      note?: string;
      /** Faults of the answers against the track's form. */
      faults: readonly Violation[];
      judge: Judge;
    }
  | { type: 'LapseSupplement'; request: number }
  | { type: 'ExtendSupplement'; request: number; answerBefore: string }
  | { type: 'ProposeOverruling'; rule: string; reason: string }
  | { type: 'ConfirmOverruling'; rule: string; reason: string }
  | { type: 'RejectOverruling'; rule: string; reason: string }
  | ({ type: 'DecideScreening' } & Decision)
  | { type: 'StopScreening'; because: 'case-closed' | 'stage-closed' };

type Of<Type extends ScreeningCommand['type']> = Given<Extract<ScreeningCommand, { type: Type }>>;

/**
 * One run of a screening stage (요건검토): what is known of the application, what the eligibility rules say of it, supplements (보완) asked for and
 * answered, rules overruled by two persons, and the officer's decision. The submitted application itself is never changed.
 */
export const screening: Decider<ScreeningState, ScreeningCommand, ScreeningEvent> = {
  name: 'screening',
  initialState: { status: 'none' },
  evolve,
  decide,
};

function decide(command: Given<ScreeningCommand>, state: ScreeningState): ScreeningEvent[] {
  if (command.type === 'OpenScreening') {
    if (state.status !== 'none') return [];
    const { type: _type, judge, now: _now, actor: _actor, ...data } = command;
    return judged(state, [{ type: 'ScreeningOpened', data }], judge);
  }
  if (state.status === 'none')
    throw new Refusal('not-found', 'SCREENING_NOT_FOUND', 'There is no such screening');
  if (command.type === 'StopScreening') {
    if (state.status !== 'open') return [];
    return [{ type: 'ScreeningStopped', data: { ...placeOf(state), because: command.because } }];
  }
  if (command.type === 'LapseSupplement') return lapse(command, state);
  if (command.type === 'ExtendSupplement') return extend(command, state);
  if (state.status !== 'open')
    throw new Refusal('conflict', 'SCREENING_CLOSED', 'The screening has been decided or stopped');
  if (command.type === 'AnswerSupplement') return answer(command, state);
  if (command.type === 'RecordDuplicates') return recordDuplicates(command, state);
  if (command.type === 'RecordRegisters') return recordRegisters(command, state);
  const by = officer(command.actor, state);
  switch (command.type) {
    case 'RecordFacts':
      return recordFacts(command, state, by);
    case 'RequestSupplement':
      return requestSupplement(command, state);
    case 'ProposeOverruling':
      return proposeOverruling(command, state, by);
    case 'ConfirmOverruling':
    case 'RejectOverruling':
      return settleOverruling(command, state, by);
    case 'DecideScreening':
      return decideScreening(command, state, by);
  }
}

/** A person who is not on the applicant's side. */
function officer(actor: Actor, { applicant }: KnownScreening): string {
  if (actor.kind !== 'person')
    throw new Refusal('forbidden', 'PERSON_NEEDED', 'Only a person who signed in may do this');
  const own = actor.organisationId !== undefined && actor.organisationId === applicant.organisationId;
  if (own || actor.id === applicant.personId)
    throw new Refusal(
      'forbidden',
      'OWN_APPLICATION',
      'Nobody screens an application of their own organisation',
    );
  return actor.id;
}

/** Adds what the rules say of the facts as they are after `events`. */
function judged(state: ScreeningState, events: ScreeningEvent[], judge: Judge): ScreeningEvent[] {
  const after = fold({ initialState: state, evolve }, events) as KnownScreening;
  return [...events, { type: 'RulesRun', data: { ...placeOf(after), results: [...judge(valuesOf(after))] } }];
}

/** A fact can be corrected, but not by the person who recorded it: otherwise one person could turn a failing rule alone. */
function recordFacts(
  { facts, reason, judge }: Of<'RecordFacts'>,
  state: KnownScreening,
  by: string,
): ScreeningEvent[] {
  const changed = Object.entries(facts).filter(
    ([name, value]) => JSON.stringify(state.facts[name]?.value) !== JSON.stringify(value),
  );
  for (const [name] of changed) {
    const known = state.facts[name];
    if (known && known.source !== 'officer')
      throw new Refusal('rule', 'FACT_NOT_RECORDABLE', `${name} is known from elsewhere`);
    if (known?.by === by)
      throw new Refusal('rule', 'SECOND_PERSON_NEEDED', `Another person has to correct ${name}`);
  }
  if (changed.length === 0) return [];
  const data = { ...placeOf(state), facts: Object.fromEntries(changed), by, reason };
  return judged(state, [{ type: 'FactsRecorded', data }], judge);
}

function recordDuplicates(
  { keys, matches, facts, judge, actor }: Of<'RecordDuplicates'>,
  state: KnownScreening,
): ScreeningEvent[] {
  if (actor.kind !== 'system') officer(actor, state);
  const found = matches.some(({ counts }) => counts);
  const data = {
    ...placeOf(state),
    keys: [...keys],
    matches: [...matches],
    facts: Object.fromEntries(facts.map((name) => [name, found])),
  };
  const same =
    JSON.stringify(state.duplicates) === JSON.stringify({ keys: data.keys, matches: data.matches }) &&
    facts.every((name) => state.facts[name]?.value === found);
  return same ? [] : judged(state, [{ type: 'DuplicatesSearched', data }], judge);
}

/**
 * What the agency's own registers hold counts and cannot be recorded otherwise. That they hold nothing leaves a fact to whoever else keeps such
 * a register, unless Doyak itself had found it before.
 */
function recordRegisters(
  { found, facts, judge, actor }: Of<'RecordRegisters'>,
  state: KnownScreening,
): ScreeningEvent[] {
  if (actor.kind !== 'system') officer(actor, state);
  const learnt = Object.entries(facts).flatMap(([kind, names]) => {
    const holds = found.some((one) => one.kind === kind);
    return names
      .filter((name) => holds || state.facts[name]?.source === 'register')
      .map((name) => [name, holds] as const);
  });
  const same =
    JSON.stringify(found) === JSON.stringify(state.hindrances) &&
    learnt.every(([name, value]) => state.facts[name]?.value === value);
  if (same) return [];
  const data = { ...placeOf(state), found: [...found], facts: Object.fromEntries(learnt) };
  return judged(state, [{ type: 'RegistersChecked', data }], judge);
}

function requestSupplement(
  { ask, fields, answerBefore }: Of<'RequestSupplement'>,
  state: KnownScreening,
): ScreeningEvent[] {
  if (awaitedSupplement(state))
    throw new Refusal('conflict', 'SUPPLEMENT_AWAITED', 'The applicant owes an answer already');
  const request = state.supplements.length + 1;
  if (request > state.policy.supplements)
    throw new Refusal('rule', 'SUPPLEMENTS_USED_UP', 'The program allows no further supplement request');
  const data = { ...placeOf(state), request, ask, fields: [...fields], answerBefore };
  return [{ type: 'SupplementRequested', data }];
}

function answer(
  { answers, facts, note, faults, judge, actor, now }: Of<'AnswerSupplement'>,
  state: KnownScreening,
): ScreeningEvent[] {
  const { applicant } = state;
  const own = applicant.organisationId
    ? actor.organisationId === applicant.organisationId
    : actor.id === applicant.personId;
  if (!own) throw new Refusal('forbidden', 'NOT_THE_APPLICANT', 'Only the applicant may do this');
  const awaited = awaitedSupplement(state);
  if (!awaited) throw new Refusal('conflict', 'NO_SUPPLEMENT_AWAITED', 'No supplement is asked for');
  if (now >= new Date(awaited.answerBefore))
    throw new Refusal('rule', 'SUPPLEMENT_LATE', 'The time for the answer is over');
  const beyond = Object.keys(answers).filter((field) => !awaited.fields.includes(field));
  if (beyond.length > 0) {
    const violations = beyond.map((field) => ({
      pointer: `/answers/${field}`,
      code: 'NOT_ASKED',
      detail: 'was not asked for',
    }));
    throw new Refusal('rule', 'ANSWER_NOT_ASKED', 'Only what was asked for may be answered', violations);
  }
  if (faults.length > 0)
    throw new Refusal('rule', 'ANSWER_INVALID', 'An answer does not fit the form', faults);
  const data = { ...placeOf(state), request: awaited.request, answers, facts, note };
  return judged(state, [{ type: 'SupplementAnswered', data }], judge);
}

function lapse({ request, now }: Of<'LapseSupplement'>, state: KnownScreening): ScreeningEvent[] {
  const awaited = awaitedSupplement(state);
  // Answered or overtaken since the timer was set: nothing has lapsed.
  if (state.status !== 'open' || awaited?.request !== request) return [];
  if (now < new Date(awaited.answerBefore))
    throw new Refusal('conflict', 'SUPPLEMENT_NOT_LATE', 'The time for the answer is not over');
  return [{ type: 'SupplementLapsed', data: { ...placeOf(state), request } }];
}

/** A holiday gives the applicant more time; one that is withdrawn takes none of what was promised. */
function extend({ request, answerBefore }: Of<'ExtendSupplement'>, state: KnownScreening): ScreeningEvent[] {
  const awaited = awaitedSupplement(state);
  if (state.status !== 'open' || awaited?.request !== request) return [];
  const { answerBefore: was } = awaited;
  if (new Date(answerBefore) <= new Date(was)) return [];
  const data = { ...placeOf(state), request, was, answerBefore, because: 'calendar' as const };
  return [{ type: 'SupplementExtended', data }];
}

function proposeOverruling(
  { rule: id, reason }: Of<'ProposeOverruling'>,
  state: KnownScreening,
  by: string,
): ScreeningEvent[] {
  const rule = state.rules.find((candidate) => candidate.id === id);
  if (!rule) throw new Refusal('not-found', 'RULE_NOT_FOUND', 'The track has no such rule');
  if (state.results.find((one) => one.rule === id)?.outcome !== 'fails')
    throw new Refusal('rule', 'RULE_DOES_NOT_FAIL', 'Only a failing rule can be overruled');
  if (!rule.overridable || state.policy.overruling === 'forbidden')
    throw new Refusal('rule', 'RULE_NOT_OVERRIDABLE', 'The program lets nobody overrule this rule');
  if (state.overrulings[id])
    throw new Refusal('conflict', 'OVERRULING_PROPOSED', 'The overruling has been proposed already');
  return [{ type: 'OverrulingProposed', data: { ...placeOf(state), rule: id, reason, by } }];
}

/** Four eyes: the one who proposed cannot confirm; taking it back is open to either. */
function settleOverruling(
  { type, rule, reason }: Of<'ConfirmOverruling' | 'RejectOverruling'>,
  state: KnownScreening,
  by: string,
): ScreeningEvent[] {
  const proposed = state.overrulings[rule];
  if (!proposed || proposed.confirmedBy)
    throw new Refusal(
      'conflict',
      'NO_OVERRULING_PROPOSED',
      'No overruling of this rule waits for a second person',
    );
  const data = { ...placeOf(state), rule, reason, by };
  if (type === 'RejectOverruling') return [{ type: 'OverrulingRejected', data }];
  if (proposed.proposedBy === by)
    throw new Refusal('rule', 'SECOND_PERSON_NEEDED', 'Another person has to confirm the overruling');
  return [{ type: 'OverrulingConfirmed', data }];
}

export function placeOf({ screeningId, caseId, stage, run }: Place): Place {
  return { screeningId, caseId, stage, run };
}
