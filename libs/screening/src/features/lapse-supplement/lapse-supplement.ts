import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { screening } from '../../domain/screening.js';
import { screeningStream } from '../../screening-id.js';

/** The time for an answer is over; given by a timer. Refusals: SCREENING_NOT_FOUND, SUPPLEMENT_NOT_LATE. */
export class LapseSupplement extends Command<Appended> {
  constructor(
    readonly screeningId: string,
    readonly request: number,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(LapseSupplement)
export class LapseSupplementHandler implements ICommandHandler<LapseSupplement> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  execute({ screeningId, request, context }: LapseSupplement): Promise<Appended> {
    return this.store.decide(
      screeningStream(screeningId),
      screening,
      { type: 'LapseSupplement', request },
      context,
    );
  }
}
