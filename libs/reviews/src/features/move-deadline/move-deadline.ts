import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import type { BecauseOfMove } from '../../domain/step.events.js';
import { step } from '../../domain/step.js';
import { ReviewDesk } from '../../review-desk.js';
import { stepStream } from '../../review-ids.js';
import { StepTimes } from '../../step-times.js';

/** Computes the deadline of a task or a request anew: the calendar has changed, or the periods of the definition. Refusal: STEP_NOT_FOUND. */
export class MoveDeadline extends Command<Appended> {
  constructor(
    readonly stepId: string,
    readonly because: BecauseOfMove,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(MoveDeadline)
export class MoveDeadlineHandler implements ICommandHandler<MoveDeadline> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(ReviewDesk) private readonly desk: ReviewDesk,
    @Inject(StepTimes) private readonly times: StepTimes,
  ) {}

  async execute({ stepId, because, context }: MoveDeadline): Promise<Appended> {
    const state = await this.desk.step(stepId);
    const current = state.spec.kind === 'human' ? state.spec.dueBefore : state.request?.answerBefore;
    const times = await this.times.ofStep(state, context.now);
    // What the calendar does not reach stays as it is.
    const { before, remindAt } = times ?? { before: current ?? context.now.toISOString(), remindAt: [] };
    const command = { type: 'MoveDeadline', before, remindAt, because } as const;
    return this.store.decide(stepStream(stepId), step, command, context);
  }
}
