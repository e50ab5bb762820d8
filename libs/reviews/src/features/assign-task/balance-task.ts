import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler, QueryBus } from '@nestjs/cqrs';
import { Refusal } from '@doyak/kernel/decider';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { ConflictChecks } from '../../conflict-checks.js';
import { step } from '../../domain/step.js';
import { CountTasks } from '../../read-models/task-list/count-tasks.js';
import { ReviewDesk } from '../../review-desk.js';
import { stepStream } from '../../review-ids.js';
import { TaskDesk } from '../../task-desk.js';

/**
 * Gives a balanced task to whoever of the role has the fewest and is not kept from the case. Refusals: STEP_NOT_FOUND, TASK_NOT_BALANCED,
 * NOBODY_FREE, STEP_CLOSED, STEP_NOT_RUNNING.
 */
export class BalanceTask extends Command<Appended> {
  constructor(
    readonly stepId: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(BalanceTask)
export class BalanceTaskHandler implements ICommandHandler<BalanceTask> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(ReviewDesk) private readonly reviews: ReviewDesk,
    @Inject(TaskDesk) private readonly desk: TaskDesk,
    @Inject(ConflictChecks) private readonly conflicts: ConflictChecks,
  ) {}

  async execute({ stepId, context }: BalanceTask): Promise<Appended> {
    const state = await this.reviews.step(stepId);
    const { spec } = state;
    if (spec.kind !== 'human' || spec.assignment !== 'balanced')
      throw new Refusal('conflict', 'TASK_NOT_BALANCED', 'The task is given in another way');
    const counts = await this.queries.execute(new CountTasks());
    const people = await this.desk.holders(spec.role, context.now);
    const byLoad = people
      .map((person) => ({ person, load: counts.get(person) ?? 0 }))
      .sort((a, b) => a.load - b.load || (a.person < b.person ? -1 : 1));
    for (const { person: named } of byLoad) {
      const to = await this.desk.whoDoes(named, context.now);
      const spoken = state.opinions.some(({ by }) => by === to);
      if (spoken || (await this.conflicts.groundOf({ ...state, personId: to })) !== undefined) continue;
      const insteadOf = to === named ? undefined : named;
      const command = { type: 'AssignTask', to, how: 'balanced', insteadOf } as const;
      return this.store.decide(stepStream(stepId), step, command, context);
    }
    throw new Refusal('conflict', 'NOBODY_FREE', 'Nobody of the role may do this task');
  }
}
