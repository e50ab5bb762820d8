import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { review } from '../../domain/review.js';
import { reviewStream } from '../../review-ids.js';

/** Ends the work on a review whose case or stage was closed elsewhere. Refusal: REVIEW_NOT_FOUND. */
export class StopReview extends Command<Appended> {
  constructor(
    readonly reviewId: string,
    readonly because: 'case-closed' | 'stage-closed',
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(StopReview)
export class StopReviewHandler implements ICommandHandler<StopReview> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  execute({ reviewId, because, context }: StopReview): Promise<Appended> {
    return this.store.decide(reviewStream(reviewId), review, { type: 'StopReview', because }, context);
  }
}
