import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type ApplicationState, application } from '@doyak/applications';
import { Refusal } from '@doyak/kernel/decider';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { trialId } from '../../registration-ids.js';
import { TrialDesk } from '../../trial-desk.js';
import type { StageOpening } from '../open-registration/open-registration.js';

/** Opens the trial purchases of a stage's run; an officer then orders. Refusal: APPLICATION_NOT_FOUND. */
export class OpenTrial extends Command<Appended> {
  constructor(
    readonly opening: StageOpening,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(OpenTrial)
export class OpenTrialHandler implements ICommandHandler<OpenTrial> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(TrialDesk) private readonly desk: TrialDesk,
  ) {}

  async execute({ opening, context }: OpenTrial): Promise<Appended> {
    const { caseId, applicationId, roundId, programId, programVersion, track, stage, run } = opening;
    const { state } = await this.store.load<ApplicationState, never>(
      `application-${applicationId}`,
      application,
    );
    if (state.status === 'NONE')
      throw new Refusal('not-found', 'APPLICATION_NOT_FOUND', 'There is no such application');
    const { personId, organisationId } = state.applicant;
    const { mostPerProposal } = await this.desk.config(opening);
    const id = trialId(caseId, stage, run);
    return this.desk.decide(
      id,
      {
        type: 'OpenTrial',
        ...{ trialId: id, caseId, stage, run, applicationId, roundId, programId, programVersion, track },
        ...{ applicant: { personId, organisationId }, mostPerProposal },
      },
      { ...context, caseId },
    );
  }
}
