import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Refusal } from '@doyak/kernel/decider';
import { type Appended, ClaimTaken, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { PersonalData } from '@doyak/kernel/personal-data';
import { compileForm, Programs, takesApplications } from '@doyak/programs';
import {
  application,
  type ApplicationCommand,
  type ApplicationState,
  ONE_APPLICATION,
} from '../../domain/application.js';
import { SealedAnswers } from '../../sealed-answers.js';
import { SubmissionChecks } from '../../submission-checks.js';

/**
 * Submits a draft; from then on it is frozen. Refusals: APPLICATION_INCOMPLETE, DOC_MISSING where nothing but documents is missing, LATE,
 * ALREADY_APPLIED when the company has applied in this round.
 */
export class SubmitApplication extends Command<Appended> {
  constructor(
    readonly applicationId: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(SubmitApplication)
export class SubmitApplicationHandler implements ICommandHandler<SubmitApplication> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Programs) private readonly programs: Programs,
    @Inject(SubmissionChecks) private readonly checks: SubmissionChecks,
    @Inject(PersonalData) private readonly personal: PersonalData,
    @Inject(SealedAnswers) private readonly sealed: SealedAnswers,
  ) {}

  async execute({ applicationId, context }: SubmitApplication): Promise<Appended> {
    const stream = `application-${applicationId}`;
    const { state, version } = await this.store.load(stream, application);
    // What is checked here is what is submitted: an edit in between is a conflict.
    if (state.status === 'DRAFT') await this.sealed.index(state);
    const seen = { ...context, expectedVersion: context.expectedVersion ?? version };
    try {
      return await this.store.decide(stream, application, await this.command(state, context.now), seen);
    } catch (error) {
      if (error instanceof ClaimTaken && error.claim.name === ONE_APPLICATION) {
        throw new Refusal('conflict', 'ALREADY_APPLIED', 'This company has already applied in this round');
      }
      throw error;
    }
  }

  /** What the round and the track's form say of the draft as it is now. */
  private async command(state: ApplicationState, now: Date): Promise<ApplicationCommand> {
    if (state.status === 'NONE')
      return { type: 'SubmitApplication', window: 'yes', faults: [], papers: [], applicants: [] };
    const round = await this.programs.round(state.roundId);
    const track = await this.programs.track(round.programId, round.programVersion, state.track);
    const answers = await this.personal.open(state.answers);
    const faults = compileForm(track.application.form).validate?.(answers) ?? [];
    return {
      type: 'SubmitApplication',
      window: takesApplications(round, now),
      faults: faults.map((fault) => ({ ...fault, pointer: `/answers${fault.pointer}` })),
      papers: await this.checks.of(state, now),
      applicants: track.applicants,
    };
  }
}
