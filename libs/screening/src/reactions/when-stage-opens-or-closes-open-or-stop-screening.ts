import type { CaseEvent } from '@doyak/cases';
import { defineReaction, type EventStore, type LoggedEvent } from '@doyak/kernel/event-store';
import { OpenScreening, type StageOpening } from '../features/open-screening/open-screening.js';
import { StopScreening } from '../features/stop-screening/stop-screening.js';
import { screeningId } from '../screening-id.js';
import { screeningStages } from './screening-stages.js';

type Followed = Extract<CaseEvent, { type: 'StageOpened' | 'StageReopened' | 'StageClosed' | 'CaseClosed' }>;

/** One reaction for all four, so that a screening is never stopped before it is opened. */
export const whenStageOpensOrCloses = defineReaction<Followed>({
  name: 'when-stage-opens-or-closes-open-or-stop-screening',
  events: ['StageOpened', 'StageReopened', 'StageClosed', 'CaseClosed'],
  react: async (event, store) => {
    const { type, data } = event;
    if (type === 'CaseClosed') return stopAll(event, store);
    const { kind, caseId, stage, run } = data as StageOpening & { kind: string };
    if (kind !== 'screening') return [];
    if (type === 'StageClosed')
      return [(context) => new StopScreening(screeningId(caseId, stage, run), 'stage-closed', context)];
    return [(context) => new OpenScreening(data as StageOpening, context)];
  },
  // A screening that was decided has nothing left to stop.
  settled: ['SCREENING_NOT_FOUND'],
});

async function stopAll(event: LoggedEvent<Followed>, store: EventStore) {
  const stages = await screeningStages(event.data.caseId, event.index, store);
  return stages.map(
    ({ caseId, stage, run }) =>
      (context: ConstructorParameters<typeof StopScreening>[2]) =>
        new StopScreening(screeningId(caseId, stage, run), 'case-closed', context),
  );
}
