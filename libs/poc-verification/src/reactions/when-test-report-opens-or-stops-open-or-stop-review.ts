import { defineReaction } from '@doyak/kernel/event-store';
import { OpenReview, StopReview } from '@doyak/reviews';
import type { TestReportEvent } from '../domain/test-report.events.js';
import { testReportReviewId } from '../poc-ids.js';

type Followed = Extract<TestReportEvent, { type: 'TestReportOpened' | 'TestReportStopped' }>;

/** A laboratory is asked in a review, which stops with the test report. */
export const whenTestReportOpens = defineReaction<Followed>({
  name: 'when-test-report-opens-or-stops-open-or-stop-review',
  events: ['TestReportOpened', 'TestReportStopped'],
  react: ({ type, data }) => {
    const reviewId = testReportReviewId(data.testReportId);
    if (type === 'TestReportStopped') {
      const { because } = data as Extract<Followed, { type: 'TestReportStopped' }>['data'];
      return [(context) => new StopReview(reviewId, because, context)];
    }
    const opening = data as Extract<Followed, { type: 'TestReportOpened' }>['data'];
    return [(context) => new OpenReview(opening, context, reviewId)];
  },
  settled: ['REVIEW_NOT_FOUND'],
});
