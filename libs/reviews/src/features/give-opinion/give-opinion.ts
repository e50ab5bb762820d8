import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { step } from '../../domain/step.js';
import { ReviewDesk } from '../../review-desk.js';
import { stepStream } from '../../review-ids.js';
import { TaskDesk } from '../../task-desk.js';

/**
 * The opinion of the person who has the task. Once enough persons have come to the same one, the task ends with it. Refusals: STEP_NOT_FOUND,
 * STEP_NOT_A_TASK, NOT_YOUR_ROLE, TASK_NOT_YOURS, SECOND_PERSON_NEEDED, OUTCOME_UNKNOWN, CONFLICT_OF_INTEREST, DUTIES_NOT_SEPARATE, STEP_CLOSED,
 * STEP_NOT_RUNNING, CASE_HELD.
 */
export class GiveOpinion extends Command<Appended> {
  constructor(
    readonly stepId: string,
    readonly opinion: { readonly outcome: string; readonly reason: string },
    readonly roles: readonly string[],
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(GiveOpinion)
export class GiveOpinionHandler implements ICommandHandler<GiveOpinion> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(TaskDesk) private readonly desk: TaskDesk,
    @Inject(ReviewDesk) private readonly reviews: ReviewDesk,
  ) {}

  async execute({ stepId, opinion, roles, context }: GiveOpinion): Promise<Appended> {
    const state = await this.desk.task(stepId, roles, context);
    await this.reviews.refuseApart(state, context.actor, context.now);
    return this.store.decide(stepStream(stepId), step, { type: 'GiveOpinion', ...opinion }, context);
  }
}
