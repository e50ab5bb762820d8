import type { CaseEvent } from '@doyak/cases';
import { defineReaction, type Effect } from '@doyak/kernel/event-store';
import { OpenTrial } from '../features/open-trial/open-trial.js';
import { StopTrial } from '../features/stop-trial/stop-trial.js';
import { trialId } from '../registration-ids.js';
import { isTrial, trialsOf } from './trial-stages.js';

type Followed = Extract<CaseEvent, { type: 'StageOpened' | 'StageReopened' | 'StageClosed' | 'CaseClosed' }>;

/** One reaction for all four, so that a trial purchase is never stopped before it is opened. */
export const whenTrialStageOpensOrCloses = defineReaction<Followed>({
  name: 'when-stage-opens-or-closes-open-or-stop-trial',
  events: ['StageOpened', 'StageReopened', 'StageClosed', 'CaseClosed'],
  react: async (event, store) => {
    const { type, data } = event as unknown as Followed;
    if (type === 'CaseClosed') {
      const ids = await trialsOf(data.caseId, event.index, store);
      return ids.map((id) => stop(id, 'case-closed'));
    }
    if (!isTrial(data.kind)) return [];
    if (type !== 'StageClosed') return [(context) => new OpenTrial(data, context)];
    return [stop(trialId(data.caseId, data.stage, data.run), 'stage-closed')];
  },
  settled: ['TRIAL_NOT_FOUND'],
});

const stop =
  (id: string, because: 'case-closed' | 'stage-closed'): Effect =>
  (context) =>
    new StopTrial(id, because, context);
