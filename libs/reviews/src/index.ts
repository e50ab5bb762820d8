/**
 * Reviews (검토): stages that are a small plan of steps, in order, side by side or on condition. Automatic checks run in the queues and survive
 * whatever happens to their worker; tasks are done by persons; partner organisations are asked and answer.
 */
import { CreateDocumentTexts1764000000703 } from './migrations/create-document-texts-1764000000703.js';
import { CreateReviews1764000000701 } from './migrations/create-reviews-1764000000701.js';
import { CreateReviewItems1764000000702 } from './migrations/create-review-items-1764000000702.js';

export {
  CheckFault,
  type CheckContext,
  type Checker,
  type CheckInput,
  type CheckItem,
  type DoneItem,
  type FanOutChecker,
  type ItemContext,
  type ItemVerdict,
} from './checkers/checker.js';
export { Checkers } from './checkers/checkers.js';
export { ConflictChecks, type ConflictAsk, type ConflictCheck } from './conflict-checks.js';
export type { Verdict } from './domain/automated-step.js';
export type { ReviewEvent } from './domain/review.events.js';
export type { StepEvent } from './domain/step.events.js';
export {
  AnswerExternalRequest,
  type ExternalAnswer,
} from './features/answer-external-request/answer-external-request.js';
export {
  type ExternalRequestView,
  GetExternalRequest,
} from './read-models/external-request/get-external-request.js';
export { AskPartner } from './features/ask-partner/ask-partner.js';
export { OpenReview } from './features/open-review/open-review.js';
export { StopReview } from './features/stop-review/stop-review.js';
export { ReviewPlans } from './review-plans.js';
export { runLongStep } from './work/run-step.js';
export { ReviewHealth } from './work/review-health.js';
export { ReviewsModule, reviewsFeature } from './reviews.module.js';

/** Run by the owner, after those of the event store. */
export const migrations = [
  CreateReviews1764000000701,
  CreateReviewItems1764000000702,
  CreateDocumentTexts1764000000703,
];
