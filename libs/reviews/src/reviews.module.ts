import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { CasesModule } from '@doyak/cases';
import { DocumentsModule } from '@doyak/documents';
import { TimersModule } from '@doyak/kernel/timers';
import { IdentityModule } from '@doyak/identity';
import { EventStoreModule, type EventStoreFeature } from '@doyak/kernel/event-store';
import { QueuesModule } from '@doyak/kernel/queues';
import { ProgramsModule } from '@doyak/programs';
import { BusinessStatus } from './checkers/business-status.js';
import { CompanyStatus } from './checkers/company-status.js';
import { ConflictChecks } from './conflict-checks.js';
import { substituteEvents } from './domain/substitutes.js';
import { AnswerExternalRequestHandler } from './features/answer-external-request/answer-external-request.js';
import { AskPartnerController } from './features/ask-partner/ask-partner.controller.js';
import { AskPartnerHandler } from './features/ask-partner/ask-partner.js';
import { AssignTaskHandler } from './features/assign-task/assign-task.js';
import { BalanceTaskHandler } from './features/assign-task/balance-task.js';
import { ClaimTaskHandler } from './features/claim-task/claim-task.js';
import { CommentOnTaskHandler } from './features/comment-on-task/comment-on-task.js';
import { GiveOpinionHandler } from './features/give-opinion/give-opinion.js';
import { MoveDeadlineHandler } from './features/move-deadline/move-deadline.js';
import { NameSubstituteController } from './features/name-substitute/name-substitute.controller.js';
import { NameSubstituteHandler } from './features/name-substitute/name-substitute.js';
import { PassClockHandler } from './features/pass-clock/pass-clock.js';
import { ReleaseTaskHandler } from './features/release-task/release-task.js';
import { SearchDocumentsController } from './features/search-documents/search-documents.controller.js';
import { SteerStepController } from './features/steer-step/steer-step.controller.js';
import { SteerStepHandler } from './features/steer-step/steer-step.js';
import { TasksController } from './features/tasks.controller.js';
import { whenStepOpened } from './reactions/when-step-opened-ask-or-assign.js';
import { CaseChecksController } from './read-models/step-page/case-checks.controller.js';
import { GetTaskController } from './read-models/step-page/get-task.controller.js';
import { WatchStepController } from './read-models/step-page/watch-step.controller.js';
import { StandInsOfHandler } from './read-models/substitute-list/stand-ins-of.js';
import { substituteList } from './read-models/substitute-list/substitute-list.js';
import { CountTasksHandler } from './read-models/task-list/count-tasks.js';
import { ListTasksController } from './read-models/task-list/list-tasks.controller.js';
import { ListTasksHandler } from './read-models/task-list/list-tasks.js';
import { taskList } from './read-models/task-list/task-list.js';
import { deadlinesAnew, stepClocks, stepClockTimer } from './step-clocks.js';
import { StepTimes } from './step-times.js';
import { TaskDesk } from './task-desk.js';
import { DocumentTexts } from './text/document-texts.js';
import { forgetTexts } from './text/forget-texts.js';
import { TextExtractor } from './text/text-extractor.js';
import { ReviewHealth } from './work/review-health.js';
import { Checkers } from './checkers/checkers.js';
import { CompanyNumbers } from './checkers/company-numbers.js';
import { DocumentTextCheck } from './checkers/document-text.js';
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
import { GetExternalRequestHandler } from './read-models/external-request/get-external-request.js';
import { GetReviewController } from './read-models/review-page/get-review.controller.js';
import { GetReviewHandler } from './read-models/review-page/review-page.js';
import { ListReviewsController } from './read-models/review-list/list-reviews.controller.js';
import { ListReviewsHandler } from './read-models/review-list/list-reviews.js';
import { reviewList } from './read-models/review-list/review-list.js';
import { ListRequestsController } from './read-models/request-list/list-requests.controller.js';
import { ListRequestsHandler } from './read-models/request-list/list-requests.js';
import { requestList } from './read-models/request-list/request-list.js';
import { ReviewActions } from './review-actions.js';
import { ReviewDesk } from './review-desk.js';
import { ReviewPlans } from './review-plans.js';
import './reviews.permissions.js';
import { CheckerMetrics } from './work/checker-metrics.js';
import { Dispatcher } from './work/dispatcher.js';
import { FanOut } from './work/fan-out.js';
import { ItemRunner } from './work/item-runner.js';
import { Items } from './work/items.js';
import { Leases } from './work/leases.js';
import { PendingSteps } from './work/pending-steps.js';
import { ReviewTuning } from './work/review-tuning.js';
import { reviewWork } from './work/review-work.js';
import { runHeavyStep, runLongStep, runRegisterStep, runStep, runStepItem } from './work/run-step.js';
import {
  RunHeavyStepHandler,
  RunItemHandler,
  RunLongStepHandler,
  RunRegisterStepHandler,
  RunStepHandler,
} from './work/step-jobs.js';
import { StepRunner } from './work/step-runner.js';

/** What the context brings to the log. */
export const reviewsFeature: EventStoreFeature = {
  events: [...reviewEvents, ...stepEvents, ...substituteEvents],
  readModels: [reviewList, taskList, substituteList, requestList],
  subscriptions: [reviewWork, stepClocks, forgetTexts],
  reactions: [whenStageOpensOrCloses, whenReviewMoves, whenStepOpened, whenStepEnded, whenReviewDecided],
};

@Module({
  imports: [
    ...[CqrsModule, ProgramsModule, CasesModule, DocumentsModule, IdentityModule],
    EventStoreModule.forFeature(reviewsFeature),
    TimersModule.forFeature([stepClockTimer, deadlinesAnew]),
    QueuesModule.forFeature({
      jobs: [runStep, runRegisterStep, runHeavyStep, runLongStep, runStepItem],
      sources: [PendingSteps],
    }),
  ],
  controllers: [
    ...[ListReviewsController, GetReviewController, RepeatStepController],
    ...[SteerStepController, AskPartnerController, WatchStepController, CaseChecksController],
    ...[ListTasksController, GetTaskController, TasksController, NameSubstituteController],
    ...[SearchDocumentsController, ListRequestsController],
  ],
  providers: [
    ...[TaskDesk, ConflictChecks, ReviewHealth, ReviewPlans],
    ...[ReviewDesk, Checkers, CheckerMetrics, Leases, StepRunner, Dispatcher, PendingSteps],
    { provide: ReviewTuning, useFactory: () => new ReviewTuning() },
    ...[RunStepHandler, RunRegisterStepHandler, RunHeavyStepHandler, RunLongStepHandler],
    ...[RunItemHandler, FanOut, Items, ItemRunner],
    ...[CompanyNumbers, DocumentsCheck, DuplicateSupport, CompanyStatus, BusinessStatus],
    ...[DocumentTextCheck, TextExtractor, DocumentTexts],
    ...[OpenReviewHandler, OpenStepHandler, ReturnStepHandler, RepeatStepHandler],
    ...[
      StopReviewHandler,
      StopStepHandler,
      SteerStepHandler,
      PassClockHandler,
      MoveDeadlineHandler,
      StepTimes,
    ],
    ...[AskPartnerHandler, AnswerExternalRequestHandler],
    ...[ClaimTaskHandler, ReleaseTaskHandler, AssignTaskHandler, BalanceTaskHandler],
    ...[CommentOnTaskHandler, GiveOpinionHandler, NameSubstituteHandler],
    ...[ListTasksHandler, CountTasksHandler, StandInsOfHandler],
    ...[ListReviewsHandler, GetReviewHandler, GetExternalRequestHandler],
    ...[ListRequestsHandler, ReviewActions],
  ],
  exports: [Checkers, ConflictChecks, ReviewHealth, ReviewPlans],
})
export class ReviewsModule {}
