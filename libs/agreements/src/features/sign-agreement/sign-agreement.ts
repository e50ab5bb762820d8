import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { AgreementDesk } from '../../agreement-desk.js';
import { agreementStream } from '../../agreement-id.js';
import { AgreementTerms } from '../../agreement-terms.js';
import { agreement, partyOf } from '../../domain/agreement.js';
import { openOffer } from '../../domain/agreement.state.js';

/**
 * Signs the offered document by its hash (서명); the last signature concludes it. Refusals: AGREEMENT_NOT_FOUND, AGREEMENT_ENDED, NOTHING_OFFERED,
 * DOCUMENT_CHANGED, NOT_A_PARTY, SIGNED_ALREADY, PERSON_NEEDED, DUTIES_NOT_SEPARATE (the agency's signer), CASE_HELD.
 */
export class SignAgreement extends Command<Appended> {
  constructor(
    readonly agreementId: string,
    readonly sha256: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(SignAgreement)
export class SignAgreementHandler implements ICommandHandler<SignAgreement> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(AgreementTerms) private readonly terms: AgreementTerms,
    @Inject(AgreementDesk) private readonly desk: AgreementDesk,
  ) {}

  async execute({ agreementId, sha256, context }: SignAgreement): Promise<Appended> {
    const state = await this.desk.agreement(agreementId);
    await this.desk.refuseHeld(state.caseId);
    const offer = openOffer(state);
    // Who signs for the agency decides the stage.
    if (state.status === 'OFFERED' && offer && partyOf(context.actor, offer.document).party === 'agency')
      await this.desk.refuseApart(state, context.actor, context.now);
    const endsOn = await this.terms.endsOn(state, context.now);
    return this.store.decide(
      agreementStream(agreementId),
      agreement,
      { type: 'SignAgreement', sha256, endsOn },
      context,
    );
  }
}
