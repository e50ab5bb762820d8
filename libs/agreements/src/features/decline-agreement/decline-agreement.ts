import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { AgreementDesk } from '../../agreement-desk.js';
import { agreementStream } from '../../agreement-id.js';
import { agreement } from '../../domain/agreement.js';

/** A party declines what is offered; an amendment that is declined leaves the agreement as it was. Refusals: AGREEMENT_NOT_FOUND, AGREEMENT_ENDED, PERSON_NEEDED, CASE_HELD, NOTHING_OFFERED, NOT_A_PARTY. */
export class DeclineAgreement extends Command<Appended> {
  constructor(
    readonly agreementId: string,
    readonly reason: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(DeclineAgreement)
export class DeclineAgreementHandler implements ICommandHandler<DeclineAgreement> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(AgreementDesk) private readonly desk: AgreementDesk,
  ) {}

  async execute({ agreementId, reason, context }: DeclineAgreement): Promise<Appended> {
    const { caseId } = await this.desk.agreement(agreementId);
    await this.desk.refuseHeld(caseId);
    return this.store.decide(
      agreementStream(agreementId),
      agreement,
      { type: 'DeclineAgreement', reason },
      context,
    );
  }
}
