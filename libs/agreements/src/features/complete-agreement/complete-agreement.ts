import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { AgreementDesk } from '../../agreement-desk.js';
import { agreementStream } from '../../agreement-id.js';
import { agreement } from '../../domain/agreement.js';

/** States that what was agreed is done (협약 종료). Refusals: AGREEMENT_NOT_FOUND, AGREEMENT_ENDED, PERSON_NEEDED, CASE_HELD, AGREEMENT_NOT_SO, OWN_APPLICATION. */
export class CompleteAgreement extends Command<Appended> {
  constructor(
    readonly agreementId: string,
    readonly reason: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(CompleteAgreement)
export class CompleteAgreementHandler implements ICommandHandler<CompleteAgreement> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(AgreementDesk) private readonly desk: AgreementDesk,
  ) {}

  async execute({ agreementId, reason, context }: CompleteAgreement): Promise<Appended> {
    const { caseId } = await this.desk.agreement(agreementId);
    await this.desk.refuseHeld(caseId);
    return this.store.decide(
      agreementStream(agreementId),
      agreement,
      { type: 'CompleteAgreement', reason },
      context,
    );
  }
}
