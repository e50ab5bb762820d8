import { resultOf, STEP_SKIPPED, type StepOutcomes, stepsToBegin } from '@doyak/programs';
import type { KnownReview } from './review.state.js';

/** What follows from how the steps of a review stand. */
export interface Moves {
  readonly result: string | undefined;
  readonly begin: readonly string[];
  readonly pass: readonly string[];
}

export function nextMoves(state: Pick<KnownReview, 'plan' | 'steps' | 'skipped' | 'passedOver'>): Moves {
  const outcomes = outcomesOf(state);
  const result = resultOf(state.plan, outcomes);
  if (result !== undefined) return { result, begin: [], pass: [] };
  const fresh = stepsToBegin(state.plan, outcomes)
    .map(({ id }) => id)
    .filter((id) => !(id in state.steps) && !state.skipped.includes(id));
  return {
    result: undefined,
    begin: fresh.filter((id) => !state.passedOver.includes(id)),
    pass: fresh.filter((id) => state.passedOver.includes(id)),
  };
}

function outcomesOf({ steps, skipped }: Pick<KnownReview, 'steps' | 'skipped'>): StepOutcomes {
  const ended = Object.entries(steps).flatMap(([step, { outcome }]) =>
    outcome === undefined ? [] : [[step, outcome] as const],
  );
  return Object.fromEntries([...ended, ...skipped.map((step) => [step, STEP_SKIPPED] as const)]);
}
