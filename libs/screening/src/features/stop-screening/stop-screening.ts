import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { screening } from '../../domain/screening.js';
import { screeningStream } from '../../screening-id.js';

/** Ends the work on a screening whose case or stage was closed elsewhere. Refusal: SCREENING_NOT_FOUND. */
export class StopScreening extends Command<Appended> {
  constructor(
    readonly screeningId: string,
    readonly because: 'case-closed' | 'stage-closed',
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(StopScreening)
export class StopScreeningHandler implements ICommandHandler<StopScreening> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  execute({ screeningId, because, context }: StopScreening): Promise<Appended> {
    return this.store.decide(
      screeningStream(screeningId),
      screening,
      { type: 'StopScreening', because },
      context,
    );
  }
}
