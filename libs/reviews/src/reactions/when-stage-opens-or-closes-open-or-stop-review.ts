import type { CaseEvent } from '@doyak/cases';
import { defineReaction, type DecideOptions } from '@doyak/kernel/event-store';
import { OpenReview, type StageOpening } from '../features/open-review/open-review.js';
import { StopReview } from '../features/stop-review/stop-review.js';
import { reviewId } from '../review-ids.js';
import { reviewsOf } from './review-stages.js';

type Followed = Extract<CaseEvent, { type: 'StageOpened' | 'StageReopened' | 'StageClosed' | 'CaseClosed' }>;

/** One reaction for all four, so that a review is never stopped before it is opened. */
export const whenStageOpensOrCloses = defineReaction<Followed>({
  name: 'when-stage-opens-or-closes-open-or-stop-review',
  events: ['StageOpened', 'StageReopened', 'StageClosed', 'CaseClosed'],
  react: async (event, store) => {
    const { type, data } = event;
    if (type === 'CaseClosed') {
      const reviews = await reviewsOf(data.caseId, event.index, store);
      return reviews.map((id) => (context: DecideOptions) => new StopReview(id, 'case-closed', context));
    }
    const { kind, caseId, stage, run } = data as StageOpening & { kind: string };
    if (kind !== 'review') return [];
    if (type === 'StageClosed')
      return [(context) => new StopReview(reviewId(caseId, stage, run), 'stage-closed', context)];
    return [(context) => new OpenReview(data as StageOpening, context)];
  },
  settled: ['REVIEW_NOT_FOUND'],
});
