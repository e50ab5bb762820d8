import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { CasesModule } from '@doyak/cases';
import { EventStoreModule, type EventStoreFeature } from '@doyak/kernel/event-store';
import { ProgramsModule } from '@doyak/programs';
import { AgreementActions } from './agreement-actions.js';
import { AgreementDesk } from './agreement-desk.js';
import { AgreementTerms } from './agreement-terms.js';
import './agreements.permissions.js';
import { agreementEvents } from './domain/agreement.events.js';
import { DraftAgreementHandler } from './features/draft-agreement/draft-agreement.js';
import { EndAgreementHandler } from './features/end-agreement/end-agreement.js';
import { CompleteAgreementController } from './features/complete-agreement/complete-agreement.controller.js';
import { CompleteAgreementHandler } from './features/complete-agreement/complete-agreement.js';
import { DeclineAgreementController } from './features/decline-agreement/decline-agreement.controller.js';
import { DeclineAgreementHandler } from './features/decline-agreement/decline-agreement.js';
import { OfferAgreementController } from './features/offer-agreement/offer-agreement.controller.js';
import { OfferAgreementHandler } from './features/offer-agreement/offer-agreement.js';
import { ResumeAgreementController } from './features/resume-agreement/resume-agreement.controller.js';
import { ResumeAgreementHandler } from './features/resume-agreement/resume-agreement.js';
import { SignAgreementController } from './features/sign-agreement/sign-agreement.controller.js';
import { SignAgreementHandler } from './features/sign-agreement/sign-agreement.js';
import { SuspendAgreementController } from './features/suspend-agreement/suspend-agreement.controller.js';
import { SuspendAgreementHandler } from './features/suspend-agreement/suspend-agreement.js';
import { TerminateAgreementController } from './features/terminate-agreement/terminate-agreement.controller.js';
import { TerminateAgreementHandler } from './features/terminate-agreement/terminate-agreement.js';
import { whenAgreementSettles } from './reactions/when-agreement-settles-tell-case.js';
import { whenStageOpensOrCloses } from './reactions/when-stage-opens-or-closes-draft-or-end-agreement.js';
import { agreementList } from './read-models/agreement-list/agreement-list.js';
import { ListAgreementsController } from './read-models/agreement-list/list-agreements.controller.js';
import { ListAgreementsHandler } from './read-models/agreement-list/list-agreements.js';
import { GetAgreementHandler } from './read-models/agreement-page/agreement-page.js';
import { GetAgreementController } from './read-models/agreement-page/get-agreement.controller.js';
import { agreement } from './domain/agreement.js';

/** What the context brings to the log. */
export const agreementsFeature: EventStoreFeature = {
  events: agreementEvents,
  aggregates: [agreement],
  readModels: [agreementList],
  reactions: [whenStageOpensOrCloses, whenAgreementSettles],
};

@Module({
  imports: [...[CqrsModule, ProgramsModule, CasesModule], EventStoreModule.forFeature(agreementsFeature)],
  controllers: [
    ...[ListAgreementsController, GetAgreementController],
    ...[
      OfferAgreementController,
      SignAgreementController,
      DeclineAgreementController,
      SuspendAgreementController,
    ],
    ...[ResumeAgreementController, TerminateAgreementController, CompleteAgreementController],
  ],
  providers: [
    ...[AgreementTerms, AgreementDesk, AgreementActions],
    ...[DraftAgreementHandler, EndAgreementHandler],
    ...[OfferAgreementHandler, SignAgreementHandler, DeclineAgreementHandler, SuspendAgreementHandler],
    ...[ResumeAgreementHandler, TerminateAgreementHandler, CompleteAgreementHandler],
    ...[ListAgreementsHandler, GetAgreementHandler],
  ],
})
export class AgreementsModule {}
