import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { step } from '../../domain/step.js';
import { stepStream } from '../../review-ids.js';
import { TaskDesk } from '../../task-desk.js';

/**
 * Takes a task, or one of a person whom the actor stands in for. `roles`: those whose tasks the actor may do. Refusals: STEP_NOT_FOUND,
 * STEP_NOT_A_TASK, NOT_YOUR_ROLE, TASK_TAKEN, TASK_IS_ASSIGNED, SECOND_PERSON_NEEDED, CONFLICT_OF_INTEREST, STEP_CLOSED, STEP_NOT_RUNNING, CASE_HELD.
 */
export class ClaimTask extends Command<Appended> {
  constructor(
    readonly stepId: string,
    readonly roles: readonly string[],
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(ClaimTask)
export class ClaimTaskHandler implements ICommandHandler<ClaimTask> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(TaskDesk) private readonly desk: TaskDesk,
  ) {}

  async execute({ stepId, roles, context }: ClaimTask): Promise<Appended> {
    const { assignee } = await this.desk.task(stepId, roles, context);
    const { actor, now } = context;
    const other = assignee !== undefined && assignee !== actor.id;
    const insteadOf = other && (await this.desk.mayActFor(actor, assignee, now)) ? assignee : undefined;
    return this.store.decide(stepStream(stepId), step, { type: 'ClaimTask', insteadOf }, context);
  }
}
