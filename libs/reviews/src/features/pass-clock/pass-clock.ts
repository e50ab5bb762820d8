import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import type { Clock } from '../../domain/step.events.js';
import { step, type StepCommand } from '../../domain/step.js';
import { stepStream } from '../../review-ids.js';

/** What a timer of a step gives when it is due: a reminder, an escalation, the end of a partner's time. Refusals: STEP_NOT_FOUND, REQUEST_NOT_FOUND. */
export class PassClock extends Command<Appended> {
  constructor(
    readonly stepId: string,
    readonly clock: Clock,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(PassClock)
export class PassClockHandler implements ICommandHandler<PassClock> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  execute({ stepId, clock, context }: PassClock): Promise<Appended> {
    return this.store.decide(stepStream(stepId), step, commandOf(clock), context);
  }
}

function commandOf({ what, at, requestId }: Clock): StepCommand {
  switch (what) {
    case 'remind-task':
      return { type: 'RemindOfTask', at };
    case 'escalate-task':
      return { type: 'EscalateTask', dueBefore: at };
    case 'remind-partner':
      return { type: 'RemindPartner', requestId: requestId!, at };
    case 'lapse-request':
      return { type: 'LapseRequest', requestId: requestId! };
  }
}
