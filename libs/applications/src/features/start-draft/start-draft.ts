import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Refusal } from '@doyak/kernel/decider';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { PersonalData } from '@doyak/kernel/personal-data';
import { Programs, takesApplications } from '@doyak/programs';
import { v7 as uuidv7 } from 'uuid';
import { application } from '../../domain/application.js';

/** Starts a draft for whoever gives the command; a case is opened with it. A repeat answers the first result and its ids.
 * Refusals: ROUND_NOT_FOUND, TRACK_NOT_OFFERED, LATE, ROUND_NOT_OPEN_YET, ROUND_CANCELLED. */
export class StartDraft extends Command<Appended> {
  constructor(
    readonly roundId: string,
    readonly track: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(StartDraft)
export class StartDraftHandler implements ICommandHandler<StartDraft> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Programs) private readonly programs: Programs,
    @Inject(PersonalData) private readonly personal: PersonalData,
  ) {}

  async execute({ roundId, track, context }: StartDraft): Promise<Appended> {
    const round = await this.programs.round(roundId);
    if (!round.offers.some((offer) => offer.track === track)) {
      throw new Refusal('rule', 'TRACK_NOT_OFFERED', `The round does not offer the track ${track}`);
    }
    const window = takesApplications(round, context.now);
    const applicationId = uuidv7();
    const caseId = uuidv7();
    // First: whatever is said in the case is sealed for this person.
    await this.personal.linkCase(caseId, context.actor.id);
    const command = { type: 'StartDraft', applicationId, caseId, roundId, track, window } as const;
    return this.store.decide(`application-${applicationId}`, application, command, { ...context, caseId });
  }
}
