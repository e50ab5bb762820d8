import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { endOf } from '@doyak/cases';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { Programs } from '@doyak/programs';
import { screening } from '../../domain/screening.js';
import { awaitedSupplement } from '../../domain/screening.state.js';
import type { ScreeningEvent } from '../../domain/screening.events.js';
import { ScreeningDesk } from '../../screening-desk.js';
import { screeningStream } from '../../screening-id.js';

/** Computes the time for an answer anew, by the calendar as it is now. Refusal: SCREENING_NOT_FOUND. */
export class ExtendSupplement extends Command<Appended> {
  constructor(
    readonly screeningId: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(ExtendSupplement)
export class ExtendSupplementHandler implements ICommandHandler<ExtendSupplement> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(ScreeningDesk) private readonly desk: ScreeningDesk,
    @Inject(Programs) private readonly programs: Programs,
  ) {}

  async execute({ screeningId, context }: ExtendSupplement): Promise<Appended> {
    const stream = screeningStream(screeningId);
    const { state, plan } = await this.desk.lay(screeningId);
    const request = awaitedSupplement(state)?.request ?? 0;
    const asked = (await this.store.readStream(stream)).find((event) => {
      const { type, data } = event as unknown as ScreeningEvent;
      return type === 'SupplementRequested' && data.request === request;
    });
    const calendar = await this.programs.calendar(state.programId, state.programVersion);
    const end = asked && endOf(calendar, new Date(asked.occurredAt), plan.config.supplement.answerWithin);
    // What the calendar does not reach stays as it is.
    const answerBefore = end ?? context.now.toISOString();
    return this.store.decide(stream, screening, { type: 'ExtendSupplement', request, answerBefore }, context);
  }
}
