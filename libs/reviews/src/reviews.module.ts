import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { CasesModule } from '@doyak/cases';
import { DocumentsModule } from '@doyak/documents';
import { EventStoreModule, type EventStoreFeature } from '@doyak/kernel/event-store';
import { QueuesModule } from '@doyak/kernel/queues';
import { ProgramsModule } from '@doyak/programs';
import { Checkers } from './checkers/checkers.js';
import { CompanyNumbers } from './checkers/company-numbers.js';
import { DocumentsCheck } from './checkers/documents-check.js';
import { DuplicateSupport } from './checkers/duplicate-support.js';
import { reviewEvents } from './domain/review.events.js';
import { stepEvents } from './domain/step.events.js';
import { OpenReviewHandler } from './features/open-review/open-review.js';
import { OpenStepHandler } from './features/open-step/open-step.js';
import { RepeatStepController } from './features/repeat-step/repeat-step.controller.js';
import { RepeatStepHandler } from './features/repeat-step/repeat-step.js';
import { ReturnStepHandler } from './features/return-step/return-step.js';
import { StopReviewHandler } from './features/stop-review/stop-review.js';
import { StopStepHandler } from './features/stop-step/stop-step.js';
import { whenReviewDecided } from './reactions/when-review-decided-close-stage.js';
import { whenReviewMoves } from './reactions/when-review-moves-open-or-stop-steps.js';
import { whenStageOpensOrCloses } from './reactions/when-stage-opens-or-closes-open-or-stop-review.js';
import { whenStepEnded } from './reactions/when-step-ended-tell-review.js';
import { GetReviewController } from './read-models/review-page/get-review.controller.js';
import { GetReviewHandler } from './read-models/review-page/review-page.js';
import { ListReviewsController } from './read-models/review-list/list-reviews.controller.js';
import { ListReviewsHandler } from './read-models/review-list/list-reviews.js';
import { reviewList } from './read-models/review-list/review-list.js';
import { ReviewDesk } from './review-desk.js';
import './reviews.permissions.js';
import { CheckerMetrics } from './work/checker-metrics.js';
import { Dispatcher } from './work/dispatcher.js';
import { Leases } from './work/leases.js';
import { PendingSteps } from './work/pending-steps.js';
import { ReviewTuning } from './work/review-tuning.js';
import { reviewWork } from './work/review-work.js';
import { runHeavyStep, runStep } from './work/run-step.js';
import { RunHeavyStepHandler, RunStepHandler } from './work/step-jobs.js';
import { StepRunner } from './work/step-runner.js';

/** What the context brings to the log. */
export const reviewsFeature: EventStoreFeature = {
  events: [...reviewEvents, ...stepEvents],
  readModels: [reviewList],
  subscriptions: [reviewWork],
  reactions: [whenStageOpensOrCloses, whenReviewMoves, whenStepEnded, whenReviewDecided],
};

@Module({
  imports: [
    ...[CqrsModule, ProgramsModule, CasesModule, DocumentsModule],
    EventStoreModule.forFeature(reviewsFeature),
    QueuesModule.forFeature({ jobs: [runStep, runHeavyStep], sources: [PendingSteps] }),
  ],
  controllers: [ListReviewsController, GetReviewController, RepeatStepController],
  providers: [
    ...[ReviewDesk, Checkers, CheckerMetrics, Leases, StepRunner, Dispatcher, PendingSteps],
    { provide: ReviewTuning, useFactory: () => new ReviewTuning() },
    ...[RunStepHandler, RunHeavyStepHandler],
    ...[CompanyNumbers, DocumentsCheck, DuplicateSupport],
    ...[OpenReviewHandler, OpenStepHandler, ReturnStepHandler, RepeatStepHandler],
    ...[StopReviewHandler, StopStepHandler],
    ...[ListReviewsHandler, GetReviewHandler],
  ],
  exports: [Checkers],
})
export class ReviewsModule {}
