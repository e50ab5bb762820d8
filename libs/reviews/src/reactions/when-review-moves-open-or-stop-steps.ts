import { defineReaction, type DecideOptions } from '@doyak/kernel/event-store';
import type { ReviewEvent } from '../domain/review.events.js';
import { OpenStep } from '../features/open-step/open-step.js';
import { StopStep } from '../features/stop-step/stop-step.js';
import { stepId } from '../review-ids.js';

type Followed = Extract<ReviewEvent, { type: 'StepReached' | 'ReviewDecided' | 'ReviewStopped' }>;

/** Opens the steps that a review has reached; stops those that it no longer needs. */
export const whenReviewMoves = defineReaction<Followed>({
  name: 'when-review-moves-open-or-stop-steps',
  events: ['StepReached', 'ReviewDecided', 'ReviewStopped'],
  react: ({ type, data }) => {
    if (type !== 'StepReached') {
      const because = type === 'ReviewDecided' ? 'review-decided' : 'review-stopped';
      return (data as { stopped: string[] }).stopped.map(
        (id) => (context: DecideOptions) => new StopStep(id, because, context),
      );
    }
    const reached = data as Extract<Followed, { type: 'StepReached' }>['data'];
    const { reviewId, step, stepRun } = reached;
    const open = (context: DecideOptions) => new OpenStep(reached, context);
    if (stepRun === 1) return [open];
    const before = stepId(reviewId, step, stepRun - 1);
    return [(context: DecideOptions) => new StopStep(before, 'repeated', context), open];
  },
  // A review decided at once has reached a step that was never opened.
  settled: ['STEP_NOT_FOUND'],
});
