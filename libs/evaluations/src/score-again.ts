import { fold } from '@doyak/kernel/decider';
import type { ProgramDefinition } from '@doyak/programs';
import type { StageTotal } from '@doyak/selection';
import { outcomeOf, resultOf } from './domain/closing.js';
import type { EvaluationEvent, Outcome, Result } from './domain/evaluation.events.js';
import { evaluation } from './domain/evaluation.js';
import { ballotsOf } from './domain/evaluation.state.js';
import { faultsOf } from './domain/sheet.js';
import { isEvaluation, planOf } from './evaluation-plans.js';

/** An evaluation as it ended, and as another definition would have it. Totals are hundredths. */
export interface ScoredAgain {
  readonly caseId: string;
  readonly roundId: string;
  readonly track: string;
  readonly stage: string;
  readonly recorded: { readonly outcome: Outcome; readonly total: number | undefined };
  /** Undetermined: the ballots do not answer what the other definition asks, or are too few for it. */
  readonly would: { readonly outcome: Outcome | 'undetermined'; readonly total: number | undefined };
  /** What it would give the selection. */
  readonly counts: StageTotal | undefined;
}

/**
 * Computes an evaluation again from the ballots that were given, by pass mark, weights, bonuses, quorum and drops of another definition.
 * `undefined` for one that never closed, that nobody attended, or where the other definition has no such stage.
 */
export function scoreAgain(
  events: Iterable<EvaluationEvent>,
  definition: ProgramDefinition,
): ScoredAgain | undefined {
  const state = fold(evaluation, events);
  if (state.status !== 'closed' || !state.closing?.result || !state.closing.outcome) return undefined;
  const { caseId, roundId, track: trackId, stage: stageId, closing } = state;
  const stage = definition.tracks
    .find(({ id }) => id === trackId)
    ?.stages.find(({ id, kind }) => id === stageId && isEvaluation(kind));
  if (!stage) return undefined;
  const { committee, sheet } = planOf(definition, stage, state.rubricYear ?? 0);
  const other = {
    ...state,
    sheet,
    committee: { ...state.committee, quorum: committee.quorum, drop: committee.drop },
  };
  const answered = ballotsOf(other).every(({ marks }) => faultsOf(sheet, marks).length === 0);
  const result = answered ? resultOf(other) : undefined;
  return {
    ...{ caseId, roundId, track: trackId, stage: stageId },
    recorded: { outcome: closing.outcome!, total: totalOf(closing.result) },
    would: { outcome: result ? outcomeOf(result) : 'undetermined', total: totalOf(result) },
    counts: result?.kind === 'scored' && result.passed ? stageTotal(stageId, result) : undefined,
  };
}

const totalOf = (result: Result | undefined) => (result?.kind === 'scored' ? result.total : undefined);

/** What a scored result gives a selection. */
export function stageTotal(stage: string, result: Extract<Result, { kind: 'scored' }>): StageTotal {
  const criteria = result.criteria.map(({ id, weight, mean }) => ({ id, weight, mean: mean.rounded }));
  return { stage, total: result.total, criteria };
}
