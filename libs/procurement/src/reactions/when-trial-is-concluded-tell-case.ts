import { type CaseEvent, CloseStage } from '@doyak/cases';
import { defineReaction, type Effect, type EventStore } from '@doyak/kernel/event-store';
import type { TrialPurchaseEvent } from '../domain/trial-purchase.events.js';
import { trialPurchase } from '../domain/trial-purchase.js';
import { trialStream } from '../registration-ids.js';
import { trialsOf } from './trial-stages.js';

type Followed =
  Extract<TrialPurchaseEvent, { type: 'TrialConcluded' }> | Extract<CaseEvent, { type: 'CaseResumed' }>;

/** Closes the stage. A case on hold hears nothing; once it is resumed it is told again. */
export const whenTrialIsConcluded = defineReaction<Followed>({
  name: 'when-trial-is-concluded-tell-case',
  events: ['TrialConcluded', 'CaseResumed'],
  react: async (event, store) => {
    const { type, data } = event as unknown as Followed;
    const ids = type === 'TrialConcluded' ? [data.trialId] : await trialsOf(data.caseId, event.index, store);
    return (await Promise.all(ids.map((id) => told(id, store)))).flat();
  },
  settled: ['STAGE_NOT_OPEN', 'CASE_CLOSED', 'CASE_HELD', 'CASE_NOT_FOUND'],
});

async function told(id: string, store: EventStore): Promise<Effect[]> {
  const { state } = await store.load(trialStream(id), trialPurchase);
  if (state.status !== 'USED' && state.status !== 'NOT_MATCHED') return [];
  const { caseId, stage, run, concludedBy } = state;
  const outcome = state.status === 'USED' ? 'used' : 'not-matched';
  const decidedBy = concludedBy === undefined ? [] : [concludedBy];
  return [(context) => new CloseStage({ caseId, stage, run, outcome, decidedBy }, context)];
}
