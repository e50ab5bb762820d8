import type { CaseEvent } from '@doyak/cases';
import { defineReaction, type Effect } from '@doyak/kernel/event-store';
import { isConvened, isEvaluation } from '../evaluation-plans.js';
import { OpenEvaluation } from '../features/open-evaluation/open-evaluation.js';
import { StopEvaluation } from '../features/stop-evaluation/stop-evaluation.js';
import { evaluationStages, type StageRun } from './evaluation-stages.js';

type Followed = Extract<CaseEvent, { type: 'StageOpened' | 'StageReopened' | 'StageClosed' | 'CaseClosed' }>;

/** One reaction for all four, so that an evaluation is never stopped before it is opened. */
export const whenStageOpensOrCloses = defineReaction<Followed>({
  name: 'when-stage-opens-or-closes-open-or-stop-evaluation',
  events: ['StageOpened', 'StageReopened', 'StageClosed', 'CaseClosed'],
  react: async (event, store) => {
    const { type, data } = event as unknown as Followed;
    if (type === 'CaseClosed') {
      const stages = await evaluationStages(data.caseId, event.index, store);
      return stages.map((run) => stop(run, 'case-closed'));
    }
    const { kind } = data;
    if (!isEvaluation(kind)) return [];
    if (type === 'StageClosed') {
      const stages = await evaluationStages(data.caseId, event.index, store);
      const ended = stages.filter(({ stage, run }) => stage === data.stage && run === data.run);
      return ended.map((run) => stop(run, 'stage-closed'));
    }
    if (isConvened(kind)) return [];
    return [(context) => new OpenEvaluation({ ...data, kind }, context)];
  },
  // An evaluation that was closed has nothing left to stop.
  settled: ['EVALUATION_NOT_FOUND'],
});

const stop =
  ({ id }: StageRun, because: 'case-closed' | 'stage-closed'): Effect =>
  (context) =>
    new StopEvaluation(id, because, context);
