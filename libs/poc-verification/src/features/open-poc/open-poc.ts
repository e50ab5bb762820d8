import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type ApplicationState, application } from '@doyak/applications';
import type { CaseEvent } from '@doyak/cases';
import { Refusal } from '@doyak/kernel/decider';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { Programs } from '@doyak/programs';
import type { PocTerms } from '../../domain/poc.events.js';
import { poc } from '../../domain/poc.js';
import { pocId, pocStream } from '../../poc-ids.js';

export type StageOpening = Pick<
  Extract<CaseEvent, { type: 'StageOpened' }>['data'],
  'caseId' | 'applicationId' | 'roundId' | 'programId' | 'programVersion' | 'track' | 'stage' | 'run'
>;

/** Begins the verification of a stage's run; the applicant then registers a target. Refusal: APPLICATION_NOT_FOUND. */
export class OpenPoc extends Command<Appended> {
  constructor(
    readonly opening: StageOpening,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(OpenPoc)
export class OpenPocHandler implements ICommandHandler<OpenPoc> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Programs) private readonly programs: Programs,
  ) {}

  async execute({ opening, context }: OpenPoc): Promise<Appended> {
    const { caseId, applicationId, roundId, programId, programVersion, track, stage, run } = opening;
    const { stages } = await this.programs.track(programId, programVersion, track);
    const found = stages.find(({ id }) => id === stage);
    if (!found) throw new Error(`Track ${track} has no stage ${stage}`);
    const { state } = await this.store.load<ApplicationState, never>(
      `application-${applicationId}`,
      application,
    );
    if (state.status === 'NONE')
      throw new Refusal('not-found', 'APPLICATION_NOT_FOUND', 'There is no such application');
    const { personId, organisationId } = state.applicant;
    const id = pocId(caseId, stage, run);
    return this.store.decide(
      pocStream(id),
      poc,
      {
        type: 'OpenPoc',
        ...{ pocId: id, caseId, applicationId, roundId, programId, programVersion, track, stage, run },
        ...{ applicant: { personId, organisationId }, terms: termsOf(found.config as unknown as PocTerms) },
      },
      { ...context, caseId },
    );
  }
}

/** As much of the stage's configuration as decides. */
function termsOf({ target, deviceClasses, suites, load, attempts, laboratoryReport }: PocTerms): PocTerms {
  return {
    ...{ target, attempts, laboratoryReport },
    ...(deviceClasses && { deviceClasses: [...deviceClasses] }),
    suites: suites.map(({ task, samples, thresholds }) => ({ task, samples, thresholds: [...thresholds] })),
    ...(load && { load: { ...load } }),
  };
}
