import { type CaseEvent, CloseStage } from '@doyak/cases';
import { defineReaction, type Effect, type EventStore } from '@doyak/kernel/event-store';
import type { PocEvent } from '../domain/poc.events.js';
import { poc } from '../domain/poc.js';
import { pocStream } from '../poc-ids.js';
import { pocsOf } from './poc-stages.js';

type Followed = Extract<PocEvent, { type: 'PocDecided' }> | Extract<CaseEvent, { type: 'CaseResumed' }>;

/** Closes the stage. A case on hold hears nothing; once it is resumed it is told again. */
export const whenPocDecided = defineReaction<Followed>({
  name: 'when-poc-decided-close-stage',
  events: ['PocDecided', 'CaseResumed'],
  react: async (event, store) => {
    if (event.type === 'PocDecided') return told((event.data as { pocId: string }).pocId, store);
    const ids = await pocsOf(event.data.caseId, event.index, store);
    return (await Promise.all(ids.map((id) => told(id, store)))).flat();
  },
  settled: ['STAGE_NOT_OPEN', 'CASE_CLOSED', 'CASE_HELD', 'CASE_NOT_FOUND'],
});

async function told(id: string, store: EventStore): Promise<Effect[]> {
  const { state } = await store.load(pocStream(id), poc);
  if (state.status !== 'PASSED' && state.status !== 'FAILED') return [];
  const { caseId, stage, run, decidedBy, status } = state;
  const outcome = status === 'PASSED' ? 'passed' : 'failed';
  return [(context) => new CloseStage({ caseId, stage, run, outcome, decidedBy: [...decidedBy] }, context)];
}
