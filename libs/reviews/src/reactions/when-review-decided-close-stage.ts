import { type CaseEvent, CloseStage } from '@doyak/cases';
import { defineReaction, type Effect, type EventStore } from '@doyak/kernel/event-store';
import type { ReviewEvent } from '../domain/review.events.js';
import { review } from '../domain/review.js';
import { reviewId, reviewStream } from '../review-ids.js';
import { reviewsOf } from './review-stages.js';

type Followed = Extract<ReviewEvent, { type: 'ReviewDecided' }> | Extract<CaseEvent, { type: 'CaseResumed' }>;

/** Closes the stage with the result. A case on hold hears nothing; once it is resumed it is told again. */
export const whenReviewDecided = defineReaction<Followed>({
  name: 'when-review-decided-close-stage',
  events: ['ReviewDecided', 'CaseResumed'],
  react: async (event, store) => {
    if (event.type === 'ReviewDecided') return told((event.data as { reviewId: string }).reviewId, store);
    const ids = await reviewsOf(event.data.caseId, event.index, store);
    return (await Promise.all(ids.map((id) => told(id, store)))).flat();
  },
  settled: ['STAGE_NOT_OPEN', 'CASE_CLOSED', 'CASE_HELD', 'CASE_NOT_FOUND'],
});

async function told(id: string, store: EventStore): Promise<Effect[]> {
  const { state } = await store.load(reviewStream(id), review);
  if (state.status !== 'decided') return [];
  const { caseId, stage, run, outcome } = state;
  // Of a stage that another context carries out, and closes.
  if (id !== reviewId(caseId, stage, run)) return [];
  const decidedBy = [...new Set(Object.values(state.steps).flatMap((one) => one.decidedBy))];
  return [(context) => new CloseStage({ caseId, stage, run, outcome: outcome!, decidedBy }, context)];
}
