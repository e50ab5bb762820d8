import { defineReaction } from '@doyak/kernel/event-store';
import { OpenReview, StopReview } from '@doyak/reviews';
import type { PocEvent } from '../domain/poc.events.js';
import { poc } from '../domain/poc.js';
import { pocStream } from '../poc-ids.js';

type Followed = Extract<PocEvent, { type: 'BenchmarkStarted' | 'PocStopped' }>;

/** Carries an attempt out as a review; stops it with the verification. */
export const whenAttemptStarts = defineReaction<Followed>({
  name: 'when-attempt-starts-or-poc-stops-open-or-stop-review',
  events: ['BenchmarkStarted', 'PocStopped'],
  react: async ({ type, data }, store) => {
    const { state } = await store.load(pocStream(data.pocId), poc);
    if (state.status === 'none') return [];
    if (type === 'PocStopped') {
      const { because } = data as Extract<Followed, { type: 'PocStopped' }>['data'];
      const open = state.attempts.filter(({ outcome }) => outcome === undefined);
      return open.map(
        ({ reviewId }) =>
          (context) =>
            new StopReview(reviewId, because, context),
      );
    }
    const { reviewId } = data as Extract<Followed, { type: 'BenchmarkStarted' }>['data'];
    const { caseId, applicationId, roundId, programId, programVersion, track, stage, run } = state;
    const opening = { caseId, applicationId, roundId, programId, programVersion, track, stage, run };
    return [(context) => new OpenReview(opening, context, reviewId)];
  },
  settled: ['REVIEW_NOT_FOUND'],
});
