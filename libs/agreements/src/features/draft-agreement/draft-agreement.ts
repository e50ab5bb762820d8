import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type ApplicationState, application } from '@doyak/applications';
import type { CaseEvent } from '@doyak/cases';
import { Refusal } from '@doyak/kernel/decider';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { agreementId, agreementStream } from '../../agreement-id.js';
import { AgreementTerms } from '../../agreement-terms.js';
import { agreement } from '../../domain/agreement.js';

export type StageOpening = Pick<
  Extract<CaseEvent, { type: 'StageOpened' }>['data'],
  'caseId' | 'applicationId' | 'roundId' | 'programId' | 'programVersion' | 'track' | 'stage' | 'run'
>;

/** Begins the agreement of a stage's run; an officer then offers it. */
export class DraftAgreement extends Command<Appended> {
  constructor(
    readonly opening: StageOpening,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(DraftAgreement)
export class DraftAgreementHandler implements ICommandHandler<DraftAgreement> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(AgreementTerms) private readonly terms: AgreementTerms,
  ) {}

  async execute({ opening, context }: DraftAgreement): Promise<Appended> {
    const { caseId, applicationId, roundId, programId, programVersion, track, stage, run } = opening;
    const { parties } = await this.terms.config(opening);
    const { state } = await this.store.load<ApplicationState, never>(
      `application-${applicationId}`,
      application,
    );
    if (state.status === 'NONE')
      throw new Refusal('not-found', 'APPLICATION_NOT_FOUND', 'There is no such application');
    const id = agreementId(caseId, stage, run);
    return this.store.decide(
      agreementStream(id),
      agreement,
      {
        type: 'DraftAgreement',
        ...{ agreementId: id, caseId, applicationId, roundId, programId, programVersion, track, stage, run },
        ...{ applicant: state.applicant, parties: [...parties] },
      },
      { ...context, caseId },
    );
  }
}
