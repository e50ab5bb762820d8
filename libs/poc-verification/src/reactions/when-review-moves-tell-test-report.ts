import { defineReaction } from '@doyak/kernel/event-store';
import type { ReviewEvent, StepEvent } from '@doyak/reviews';
import { MoveTestReport } from '../features/move-test-report/move-test-report.js';
import { testReportId, testReportReviewId } from '../poc-ids.js';

type Followed =
  Extract<StepEvent, { type: 'ExternalRequestMade' }> | Extract<ReviewEvent, { type: 'ReviewDecided' }>;

/** Takes in that the laboratory was asked, and what came of it. */
export const whenReviewMovesTestReport = defineReaction<Followed>({
  name: 'when-review-moves-tell-test-report',
  events: ['ExternalRequestMade', 'ReviewDecided'],
  react: (event) => {
    const { type, data } = event as unknown as Followed;
    const { caseId, stage, run, reviewId } = data;
    const id = testReportId(caseId, stage, run);
    if (reviewId !== testReportReviewId(id)) return [];
    if (type === 'ExternalRequestMade') {
      const { requestId, organisationId, answerBefore } = data;
      const move = { type: 'AskTestReport' as const, requestId, organisationId, answerBefore };
      return [(context) => new MoveTestReport(id, move, context)];
    }
    const outcome = data.outcome === 'passed' ? 'conforming' : 'nonconforming';
    const move = { type: 'DecideTestReport' as const, outcome, decidedBy: data.decidedBy } as const;
    return [(context) => new MoveTestReport(id, move, context)];
  },
  settled: ['TEST_REPORT_NOT_FOUND'],
});
