import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { step, type StepCommand } from '../../domain/step.js';
import { stepStream } from '../../review-ids.js';

/** Ends the work on a step whose review no longer needs it. Refusal: STEP_NOT_FOUND. */
export class StopStep extends Command<Appended> {
  constructor(
    readonly stepId: string,
    readonly because: Extract<StepCommand, { type: 'StopStep' }>['because'],
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(StopStep)
export class StopStepHandler implements ICommandHandler<StopStep> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  execute({ stepId, because, context }: StopStep): Promise<Appended> {
    return this.store.decide(stepStream(stepId), step, { type: 'StopStep', because }, context);
  }
}
