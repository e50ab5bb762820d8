import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { step } from '../../domain/step.js';
import { stepStream } from '../../review-ids.js';
import { TaskDesk } from '../../task-desk.js';

/** Refusals: STEP_NOT_FOUND, STEP_NOT_A_TASK, NOT_YOUR_ROLE, CONFLICT_OF_INTEREST, OWN_APPLICATION, STEP_CLOSED, CASE_HELD. */
export class CommentOnTask extends Command<Appended> {
  constructor(
    readonly stepId: string,
    readonly text: string,
    readonly roles: readonly string[],
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(CommentOnTask)
export class CommentOnTaskHandler implements ICommandHandler<CommentOnTask> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(TaskDesk) private readonly desk: TaskDesk,
  ) {}

  async execute({ stepId, text, roles, context }: CommentOnTask): Promise<Appended> {
    await this.desk.task(stepId, roles, context);
    return this.store.decide(stepStream(stepId), step, { type: 'CommentOnTask', text }, context);
  }
}
