import type { CaseEvent } from '@doyak/cases';
import { defineReaction } from '@doyak/kernel/event-store';
import { OpenObjectionWindow } from '../features/open-objection-window/open-objection-window.js';
import { StopObjection } from '../features/stop-objection/stop-objection.js';
import { objectionId } from '../selection-ids.js';
import { stagesOfKind } from './stages-of-kind.js';

type Followed = Extract<CaseEvent, { type: 'StageOpened' | 'StageReopened' | 'StageClosed' | 'CaseClosed' }>;

/** One reaction for all four, so that an objection is never stopped before its window opens. */
export const whenObjectionStageOpens = defineReaction<Followed>({
  name: 'when-objection-stage-opens-or-closes-open-or-stop-objection',
  events: ['StageOpened', 'StageReopened', 'StageClosed', 'CaseClosed'],
  react: async (event, store) => {
    const { type, data } = event as unknown as Followed;
    if (type === 'CaseClosed') {
      const stages = await stagesOfKind('objection', data.caseId, event.index, store);
      return stages.map(
        ({ caseId, stage, run }) =>
          (context: ConstructorParameters<typeof StopObjection>[2]) =>
            new StopObjection(objectionId(caseId, stage, run), 'case-closed', context),
      );
    }
    if (data.kind !== 'objection') return [];
    if (type === 'StageClosed') {
      const id = objectionId(data.caseId, data.stage, data.run);
      return [(context) => new StopObjection(id, 'stage-closed', context)];
    }
    return [(context) => new OpenObjectionWindow(data, context)];
  },
  settled: ['OBJECTION_NOT_FOUND'],
});
