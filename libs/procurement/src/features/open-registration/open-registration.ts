import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type ApplicationState, application } from '@doyak/applications';
import type { CaseEvent } from '@doyak/cases';
import { Refusal } from '@doyak/kernel/decider';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { registration } from '../../domain/registration.js';
import type { RegistrationOpening } from '../../domain/registration.events.js';
import { RegistrationDesk } from '../../registration-desk.js';
import { registrationId, registrationStream } from '../../registration-ids.js';

export type StageOpening = Pick<
  Extract<CaseEvent, { type: 'StageOpened' }>['data'],
  'caseId' | 'applicationId' | 'roundId' | 'programId' | 'programVersion' | 'track' | 'stage' | 'run'
>;

/** Opens the registration of a stage's run; the applicant then applies. Refusal: APPLICATION_NOT_FOUND. */
export class OpenRegistration extends Command<Appended> {
  constructor(
    readonly opening: StageOpening,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(OpenRegistration)
export class OpenRegistrationHandler implements ICommandHandler<OpenRegistration> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(RegistrationDesk) private readonly desk: RegistrationDesk,
  ) {}

  async execute({ opening, context }: OpenRegistration): Promise<Appended> {
    const { caseId, applicationId, roundId, programId, programVersion, track, stage, run } = opening;
    const { state } = await this.store.load<ApplicationState, never>(
      `application-${applicationId}`,
      application,
    );
    if (state.status === 'NONE')
      throw new Refusal('not-found', 'APPLICATION_NOT_FOUND', 'There is no such application');
    const { personId, organisationId } = state.applicant;
    const id = registrationId(caseId, stage, run);
    const opened: RegistrationOpening = {
      ...{ registrationId: id, caseId, stage, run, applicationId, roundId, programId, programVersion, track },
      ...{ applicant: { personId, organisationId }, terms: await this.terms(opening) },
      carried: await this.carried(opening),
    };
    return this.desk.decide(id, { type: 'OpenRegistration', ...opened }, { ...context, caseId });
  }

  private async terms(opening: StageOpening): Promise<RegistrationOpening['terms']> {
    const config = await this.desk.config(opening);
    const { routes, rndWithinYears, validYears, extensionYears, extensionWindowDays } = config;
    return {
      ...{ routes: [...routes], rndWithinYears, validYears },
      ...{ extensionYears: [...extensionYears], extensionWindowDays },
    };
  }

  private async carried({ caseId, stage, run }: StageOpening): Promise<RegistrationOpening['carried']> {
    if (run === 1) return undefined;
    const before = registrationStream(registrationId(caseId, stage, run - 1));
    const { state } = await this.store.load(before, registration);
    return state.status === 'none' ? undefined : state.application;
  }
}
