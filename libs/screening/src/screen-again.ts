import { fold } from '@doyak/kernel/decider';
import type { ProgramDefinition } from '@doyak/programs';
import type { ScreenedResult, ScreeningEvent, Values } from './domain/screening.events.js';
import { screening } from './domain/screening.js';
import { makePlan } from './screening-rules.js';

type Told = 'ELIGIBLE' | 'INELIGIBLE' | 'UNDETERMINED';

/** A screening as it ended, and as the rules of another definition would have it. */
export interface ScreenedAgain {
  readonly caseId: string;
  readonly roundId: string;
  readonly track: string;
  readonly stage: string;
  readonly recorded: Told;
  readonly would: Told;
  /** Rules that fail, or cannot be determined, under the other definition, and were not overruled. */
  readonly because: readonly string[];
}

/**
 * Runs the rules of another definition over the facts that a screening knew when it ended. What its officers decided stands where the rules
 * say the same as before; a rule that asks for a fact nobody recorded is undetermined. `undefined` for a screening that never ended, or where
 * the other definition has no such stage.
 */
export function screenAgain(
  events: Iterable<ScreeningEvent>,
  definition: ProgramDefinition,
): ScreenedAgain | undefined {
  const state = fold(screening, events);
  if (state.status !== 'decided' || !state.decision) return undefined;
  const { caseId, roundId, track: trackId, stage } = state;
  const track = definition.tracks.find(({ id }) => id === trackId);
  if (!track?.stages.some(({ id, kind }) => id === stage && kind === 'screening')) return undefined;
  const facts: Values = Object.fromEntries(
    Object.entries(state.facts).map(([name, { value }]) => [name, value]),
  );
  const overruled = new Set(
    Object.entries(state.overrulings).flatMap(([rule, { confirmedBy }]) => (confirmedBy ? [rule] : [])),
  );
  const results = makePlan(definition, track, stage).judge(facts);
  const before = told(state.results, overruled);
  const after = told(results, overruled);
  const recorded = state.decision.decision;
  return {
    ...{ caseId, roundId, track: trackId, stage, recorded },
    would: after === before ? recorded : after,
    because: results
      .filter(({ rule, outcome }) => outcome !== 'holds' && !overruled.has(rule))
      .map(({ rule, outcome }) => `${rule} ${outcome}`),
  };
}

function told(
  results: readonly Pick<ScreenedResult, 'rule' | 'outcome'>[],
  overruled: ReadonlySet<string>,
): Told {
  const counted = results.filter(({ rule }) => !overruled.has(rule));
  if (counted.some(({ outcome }) => outcome === 'fails')) return 'INELIGIBLE';
  return counted.some(({ outcome }) => outcome === 'undetermined') ? 'UNDETERMINED' : 'ELIGIBLE';
}
