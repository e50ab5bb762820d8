import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Refusal } from '@doyak/kernel/decider';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { ConflictChecks } from '../../conflict-checks.js';
import { step } from '../../domain/step.js';
import { ReviewDesk } from '../../review-desk.js';
import { stepStream } from '../../review-ids.js';
import { TaskDesk } from '../../task-desk.js';

/**
 * An officer names who does a task; where that person is away, their substitute gets it. Refusals: STEP_NOT_FOUND, STEP_NOT_A_TASK, PERSON_NOT_OF_ROLE,
 * CONFLICT_OF_INTEREST, SECOND_PERSON_NEEDED, STEP_CLOSED, STEP_NOT_RUNNING, OWN_APPLICATION, CASE_HELD.
 */
export class AssignTask extends Command<Appended> {
  constructor(
    readonly stepId: string,
    readonly to: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(AssignTask)
export class AssignTaskHandler implements ICommandHandler<AssignTask> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(ReviewDesk) private readonly reviews: ReviewDesk,
    @Inject(TaskDesk) private readonly desk: TaskDesk,
    @Inject(ConflictChecks) private readonly conflicts: ConflictChecks,
  ) {}

  async execute({ stepId, to: named, context }: AssignTask): Promise<Appended> {
    const state = await this.reviews.step(stepId);
    const { spec } = state;
    if (spec.kind !== 'human')
      throw new Refusal('conflict', 'STEP_NOT_A_TASK', 'The step is not a task for persons');
    await this.reviews.refuseHeld(state.caseId);
    await this.desk.refuseNotOfRole(named, spec.role, context.now);
    const to = await this.desk.whoDoes(named, context.now);
    await this.conflicts.refuse({ ...state, personId: to });
    const insteadOf = to === named ? undefined : named;
    return this.store.decide(
      stepStream(stepId),
      step,
      { type: 'AssignTask', to, how: 'officer', insteadOf },
      context,
    );
  }
}
