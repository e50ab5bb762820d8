import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { ConflictChecks } from '../../conflict-checks.js';
import { step, type StepCommand } from '../../domain/step.js';
import type { KnownStep } from '../../domain/step.state.js';
import { ReviewDesk } from '../../review-desk.js';
import { stepStream } from '../../review-ids.js';
import { StepTimes } from '../../step-times.js';

/** What an officer can do with a step that does not go as it should. */
export type Steering = Extract<StepCommand, { type: 'PauseStep' | 'ResumeStep' | 'SettleStep' }>;

/**
 * Pauses a step (what runs stops within a second or so), lets it go on, or settles it with an outcome and a reason. Refusals: STEP_NOT_FOUND, STEP_CLOSED,
 * STEP_NOT_RUNNING, OUTCOME_UNKNOWN, OWN_APPLICATION, PERSON_NEEDED, CONFLICT_OF_INTEREST, DUTIES_NOT_SEPARATE, CASE_HELD.
 */
export class SteerStep extends Command<Appended> {
  constructor(
    readonly stepId: string,
    readonly steering: Steering,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(SteerStep)
export class SteerStepHandler implements ICommandHandler<SteerStep> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(ReviewDesk) private readonly desk: ReviewDesk,
    @Inject(ConflictChecks) private readonly conflicts: ConflictChecks,
    @Inject(StepTimes) private readonly times: StepTimes,
  ) {}

  async execute({ stepId, steering, context }: SteerStep): Promise<Appended> {
    const state = await this.desk.step(stepId);
    await this.desk.refuseHeld(state.caseId);
    await this.conflicts.refuse({ ...state, personId: context.actor.id });
    if (steering.type === 'SettleStep') await this.desk.refuseApart(state, context.actor, context.now);
    const command =
      steering.type === 'ResumeStep' ? await this.resuming(steering, state, context.now) : steering;
    return this.store.decide(stepStream(stepId), step, command, context);
  }

  /** While a step is paused nobody looks at its deadline. */
  private async resuming({ reason }: { reason: string }, state: KnownStep, now: Date): Promise<StepCommand> {
    const times = await this.times.ofStep(state, now);
    return { type: 'ResumeStep', reason, ...(times && { times: { ...times, because: 'calendar' } }) };
  }
}
