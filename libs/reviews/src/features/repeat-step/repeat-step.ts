import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { review } from '../../domain/review.js';
import { officer } from '../../domain/step-guards.js';
import { ConflictChecks } from '../../conflict-checks.js';
import { ReviewDesk } from '../../review-desk.js';
import { reviewStream, stepId } from '../../review-ids.js';

/**
 * Has a step done again from its beginning, with a reason; the run before is stopped if it still goes on. Refusals: REVIEW_NOT_FOUND, REVIEW_CLOSED,
 * STEP_NOT_FOUND, STEP_RELIED_ON, PERSON_NEEDED, OWN_APPLICATION, CONFLICT_OF_INTEREST, CASE_HELD.
 */
export class RepeatStep extends Command<Appended> {
  constructor(
    readonly reviewId: string,
    readonly step: string,
    readonly reason: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(RepeatStep)
export class RepeatStepHandler implements ICommandHandler<RepeatStep> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(ReviewDesk) private readonly desk: ReviewDesk,
    @Inject(ConflictChecks) private readonly conflicts: ConflictChecks,
  ) {}

  async execute({ reviewId, step, reason, context }: RepeatStep): Promise<Appended> {
    const state = await this.desk.review(reviewId);
    officer(context.actor, state);
    await this.conflicts.refuse({ ...state, personId: context.actor.id });
    await this.desk.refuseHeld(state.caseId);
    return this.store.decide(
      reviewStream(reviewId),
      review,
      { type: 'RepeatStep', step, reason, nameStep: (name, run) => stepId(reviewId, name, run) },
      context,
    );
  }
}
