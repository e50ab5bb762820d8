import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { review } from '../../domain/review.js';
import { reviewStream, stepId } from '../../review-ids.js';

/** Tells a review how one of its steps ended; the review goes on as its plan says. Refusal: REVIEW_NOT_FOUND. */
export class ReturnStep extends Command<Appended> {
  constructor(
    readonly ended: {
      readonly reviewId: string;
      readonly stepId: string;
      readonly outcome: string;
      readonly decidedBy: readonly string[];
    },
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(ReturnStep)
export class ReturnStepHandler implements ICommandHandler<ReturnStep> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  execute({ ended, context }: ReturnStep): Promise<Appended> {
    const { reviewId, ...rest } = ended;
    return this.store.decide(
      reviewStream(reviewId),
      review,
      { type: 'ReturnStep', ...rest, nameStep: (step, run) => stepId(reviewId, step, run) },
      context,
    );
  }
}
