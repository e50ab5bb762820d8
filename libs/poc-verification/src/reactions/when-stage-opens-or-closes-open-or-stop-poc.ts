import type { CaseEvent } from '@doyak/cases';
import { defineReaction, type DecideOptions } from '@doyak/kernel/event-store';
import { OpenPoc, type StageOpening } from '../features/open-poc/open-poc.js';
import { StopPoc } from '../features/stop-poc/stop-poc.js';
import { pocId } from '../poc-ids.js';
import { pocsOf } from './poc-stages.js';

type Followed = Extract<CaseEvent, { type: 'StageOpened' | 'StageReopened' | 'StageClosed' | 'CaseClosed' }>;

/** One reaction for all four, so that a verification is never stopped before it is opened. */
export const whenStageOpensOrCloses = defineReaction<Followed>({
  name: 'when-stage-opens-or-closes-open-or-stop-poc',
  events: ['StageOpened', 'StageReopened', 'StageClosed', 'CaseClosed'],
  react: async (event, store) => {
    const { type, data } = event;
    if (type === 'CaseClosed') {
      const ids = await pocsOf(data.caseId, event.index, store);
      return ids.map((id) => (context: DecideOptions) => new StopPoc(id, 'case-closed', context));
    }
    const { kind, caseId, stage, run } = data as StageOpening & { kind: string };
    if (kind !== 'poc-verification') return [];
    if (type === 'StageClosed')
      return [(context) => new StopPoc(pocId(caseId, stage, run), 'stage-closed', context)];
    return [(context) => new OpenPoc(data as StageOpening, context)];
  },
  settled: ['POC_NOT_FOUND'],
});
