import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Refusal } from '@doyak/kernel/decider';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { step } from '../../domain/step.js';
import { stepStream } from '../../review-ids.js';
import { TaskDesk } from '../../task-desk.js';

/**
 * Gives a task back: one's own, or as an officer (`manages`) anybody's. Refusals: STEP_NOT_FOUND, STEP_NOT_A_TASK, NOT_YOUR_ROLE, TASK_NOT_YOURS,
 * STEP_CLOSED, CONFLICT_OF_INTEREST, CASE_HELD.
 */
export class ReleaseTask extends Command<Appended> {
  constructor(
    readonly stepId: string,
    readonly reason: string,
    readonly roles: readonly string[],
    readonly manages: boolean,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(ReleaseTask)
export class ReleaseTaskHandler implements ICommandHandler<ReleaseTask> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(TaskDesk) private readonly desk: TaskDesk,
  ) {}

  async execute({ stepId, reason, roles, manages, context }: ReleaseTask): Promise<Appended> {
    const { assignee } = await this.desk.task(stepId, roles, context);
    if (assignee !== undefined && assignee !== context.actor.id && !manages)
      throw new Refusal('conflict', 'TASK_NOT_YOURS', 'Another person has the task');
    return this.store.decide(stepStream(stepId), step, { type: 'ReleaseTask', reason }, context);
  }
}
