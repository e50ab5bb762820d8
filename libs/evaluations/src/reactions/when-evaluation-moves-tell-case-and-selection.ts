import { type CaseEvent, CloseStage, ReopenStage } from '@doyak/cases';
import { defineReaction, type Effect, type EventStore } from '@doyak/kernel/event-store';
import { RecordCandidateTotal } from '@doyak/selection';
import type { EvaluationEvent } from '../domain/evaluation.events.js';
import { evaluation } from '../domain/evaluation.js';
import type { KnownEvaluation } from '../domain/evaluation.state.js';
import { evaluationStream } from '../evaluation-ids.js';
import { isConvened } from '../evaluation-plans.js';
import { stageTotal } from '../score-again.js';
import { evaluationStages, lastRuns, type StageRun } from './evaluation-stages.js';

type Followed =
  | Extract<EvaluationEvent, { type: 'EvaluationClosed' | 'EvaluationRecomputed' }>
  | Extract<CaseEvent, { type: 'CaseResumed' }>;

/**
 * Closes the stage with the outcome and tells the selection the total. A result that changes afterwards corrects the total; an outcome that
 * changes, or a quorum that is lost, takes the stage up again. A case on hold hears nothing; once it is resumed it is told how its
 * evaluations stand. A committee that another context convened tells that context.
 */
export const whenEvaluationMoves = defineReaction<Followed>({
  name: 'when-evaluation-moves-tell-case-and-selection',
  events: ['EvaluationClosed', 'EvaluationRecomputed', 'CaseResumed'],
  react: async (event, store) => {
    const { type, data } = event as unknown as Followed;
    const runs = lastRuns(await evaluationStages(data.caseId, event.index, store));
    const meant = type === 'CaseResumed' ? runs : runs.filter(({ stage, run }) => sameRun(data, stage, run));
    return (await Promise.all(meant.map((one) => told(store, one)))).flat();
  },
  settled: [
    ...['STAGE_NOT_OPEN', 'STAGE_NOT_CLOSED', 'LATER_STAGE_BEGUN', 'CASE_CLOSED', 'CASE_HELD'],
    // What has been published is corrected by an objection, or by an officer.
    ...['CASE_NOT_FOUND', 'RESULT_PUBLISHED'],
  ],
});

const sameRun = (of: { stage: string; run: number }, stage: string, run: number) =>
  of.stage === stage && of.run === run;

/** What case and selection must know of an evaluation as it stands; each is without effect where it is known. */
async function told(store: EventStore, { id, kind, caseId, stage, run }: StageRun): Promise<Effect[]> {
  if (isConvened(kind)) return [];
  const { state } = await store.load(evaluationStream(id), evaluation);
  if (state.status !== 'closed' || !state.closing) return [];
  const { outcome, told: before, by, present } = state.closing;
  const end = { caseId, stage, run, outcome: before, decidedBy: [by, ...present] };
  const close: Effect = (context) => new CloseStage({ ...end, ...reasonOf(before) }, context);
  if (outcome === before) return [...totalOf(state), close];
  const reason = 'A reviewer fell out, and the result has to be found again';
  return [close, (context) => new ReopenStage(caseId, stage, reason, context)];
}

/** Only who passed can be selected. */
function totalOf({ caseId, stage, closing }: KnownEvaluation): Effect[] {
  const { result } = closing!;
  if (result?.kind !== 'scored' || !result.passed) return [];
  const total = stageTotal(stage, result);
  return [(context) => new RecordCandidateTotal({ caseId, total }, context)];
}

/** Reason codes of domain.md; an outcome without one is told as it is. */
function reasonOf(outcome: NonNullable<KnownEvaluation['closing']>['told']): { reason?: string } {
  if (outcome === 'failed') return { reason: 'BELOW_THRESHOLD' };
  return outcome === 'no-show' ? { reason: 'NO_SHOW' } : {};
}
