import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { AgreementDesk } from '../../agreement-desk.js';
import { agreementStream } from '../../agreement-id.js';
import { AgreementTerms, type Asked } from '../../agreement-terms.js';
import { agreement } from '../../domain/agreement.js';

export interface Offered extends Asked {
  /** Needed for every document but the first. */
  readonly reason?: string;
}

/**
 * Offers the terms for signature: the first document, another before that is signed, or an amendment (변경협약) of one in force. Refusals:
 * AGREEMENT_NOT_FOUND, AGREEMENT_ENDED, PARTIES_UNFIT, PARTY_TWICE, MONEY_UNFIT, REASON_NEEDED, DOCUMENT_CHANGED, OWN_APPLICATION, PERSON_NEEDED,
 * DUTIES_NOT_SEPARATE, CASE_HELD.
 */
export class OfferAgreement extends Command<Appended> {
  constructor(
    readonly agreementId: string,
    readonly offered: Offered,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(OfferAgreement)
export class OfferAgreementHandler implements ICommandHandler<OfferAgreement> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(AgreementTerms) private readonly terms: AgreementTerms,
    @Inject(AgreementDesk) private readonly desk: AgreementDesk,
  ) {}

  async execute({ agreementId, offered, context }: OfferAgreement): Promise<Appended> {
    const state = await this.desk.agreement(agreementId);
    await this.desk.refuseHeld(state.caseId);
    if (state.status === 'DRAFT' || state.status === 'OFFERED')
      await this.desk.refuseApart(state, context.actor, context.now);
    const document = await this.terms.document(state, offered, context.actor.organisationId);
    return this.store.decide(
      agreementStream(agreementId),
      agreement,
      { type: 'OfferAgreement', document, reason: offered.reason },
      context,
    );
  }
}
