import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { CasesModule } from '@doyak/cases';
import { EvaluationsModule } from '@doyak/evaluations';
import { EventStoreModule, type EventStoreFeature } from '@doyak/kernel/event-store';
import { TimersModule } from '@doyak/kernel/timers';
import { ProgramsModule } from '@doyak/programs';
import { ReviewsModule } from '@doyak/reviews';
import { designationClocks, designationClockTimer } from './designation-clocks.js';
import { registrationEvents } from './domain/registration.events.js';
import { registration } from './domain/registration.js';
import { ApplyForDesignationController } from './features/apply-for-designation/apply-for-designation.controller.js';
import { ApplyForDesignationHandler } from './features/apply-for-designation/apply-for-designation.js';
import { trialPurchaseEvents } from './domain/trial-purchase.events.js';
import { trialPurchase } from './domain/trial-purchase.js';
import { ConveneCommitteeController } from './features/convene-committee/convene-committee.controller.js';
import { ConveneCommitteeHandler } from './features/convene-committee/convene-committee.js';
import { GovernDesignationController } from './features/govern-designation/govern-designation.controller.js';
import { GovernDesignationHandler } from './features/govern-designation/govern-designation.js';
import { NumberProductController } from './features/number-product/number-product.controller.js';
import { NumberProductHandler } from './features/number-product/number-product.js';
import { OpenRegistrationHandler } from './features/open-registration/open-registration.js';
import { OpenTrialHandler } from './features/open-trial/open-trial.js';
import { OrderTrialController } from './features/order-trial/order-trial.controller.js';
import { OrderTrialHandler } from './features/order-trial/order-trial.js';
import { PassDesignationClockHandler } from './features/pass-designation-clock/pass-designation-clock.js';
import { RecordCommitteeHandler } from './features/record-committee/record-committee.js';
import { RecordServiceDecisionHandler } from './features/record-service-decision/record-service-decision.js';
import { SendBackController } from './features/send-back/send-back.controller.js';
import { SendBackHandler } from './features/send-back/send-back.js';
import { StopRegistrationHandler } from './features/stop-registration/stop-registration.js';
import { StopTrialHandler } from './features/stop-trial/stop-trial.js';
import { UseTrialController } from './features/use-trial/use-trial.controller.js';
import { UseTrialHandler } from './features/use-trial/use-trial.js';
import './procurement.permissions.js';
import { whenCommitteeCloses } from './reactions/when-committee-closes-record-its-vote.js';
import { whenRegistrationIsDecided } from './reactions/when-registration-is-decided-tell-case.js';
import { whenRegistrationMoves } from './reactions/when-registration-moves-open-or-stop-work.js';
import { whenServiceDecides } from './reactions/when-service-decides-designate-or-refuse.js';
import { whenStageOpensOrCloses } from './reactions/when-stage-opens-or-closes-open-or-stop-registration.js';
import { whenTrialStageOpensOrCloses } from './reactions/when-stage-opens-or-closes-open-or-stop-trial.js';
import { whenTrialIsConcluded } from './reactions/when-trial-is-concluded-tell-case.js';
import { SearchCatalogueController } from './read-models/catalogue/search-catalogue.controller.js';
import { SearchCatalogueHandler } from './read-models/catalogue/search-catalogue.js';
import { ListRegistrationsController } from './read-models/registration-list/list-registrations.controller.js';
import { ListRegistrationsHandler } from './read-models/registration-list/list-registrations.js';
import { registrationList } from './read-models/registration-list/registration-list.js';
import { GetRegistrationController } from './read-models/registration-page/get-registration.controller.js';
import { GetRegistrationHandler } from './read-models/registration-page/registration-page.js';
import { ListTrialsController } from './read-models/trial-list/list-trials.controller.js';
import { ListTrialsHandler } from './read-models/trial-list/list-trials.js';
import { trialList } from './read-models/trial-list/trial-list.js';
import { GetTrialController } from './read-models/trial-page/get-trial.controller.js';
import { RegistrationActions } from './registration-actions.js';
import { RegistrationDesk } from './registration-desk.js';
import { reportDeadlines, reportDeadlineTimer } from './report-deadlines.js';
import { ServicePlan } from './service-plan.js';
import { TrialActions } from './trial-actions.js';
import { TrialDesk } from './trial-desk.js';

/** What the context brings to the log. */
export const procurementFeature: EventStoreFeature = {
  events: [...registrationEvents, ...trialPurchaseEvents],
  aggregates: [registration, trialPurchase],
  readModels: [registrationList, trialList],
  subscriptions: [designationClocks, reportDeadlines],
  reactions: [
    ...[whenStageOpensOrCloses, whenRegistrationMoves, whenCommitteeCloses],
    ...[whenServiceDecides, whenRegistrationIsDecided],
    ...[whenTrialStageOpensOrCloses, whenTrialIsConcluded],
  ],
};

@Module({
  imports: [
    ...[CqrsModule, ProgramsModule, CasesModule, EvaluationsModule, ReviewsModule],
    EventStoreModule.forFeature(procurementFeature),
    TimersModule.forFeature([designationClockTimer, reportDeadlineTimer]),
  ],
  controllers: [
    ...[ListRegistrationsController, GetRegistrationController, SearchCatalogueController],
    ...[ApplyForDesignationController, SendBackController, ConveneCommitteeController],
    ...[NumberProductController, GovernDesignationController],
    ...[ListTrialsController, GetTrialController, OrderTrialController, UseTrialController],
  ],
  providers: [
    ...[RegistrationDesk, RegistrationActions, ServicePlan],
    ...[OpenRegistrationHandler, ApplyForDesignationHandler, SendBackHandler, ConveneCommitteeHandler],
    ...[RecordCommitteeHandler, RecordServiceDecisionHandler, StopRegistrationHandler],
    ...[NumberProductHandler, GovernDesignationHandler, PassDesignationClockHandler],
    ...[ListRegistrationsHandler, GetRegistrationHandler, SearchCatalogueHandler],
    ...[TrialDesk, TrialActions, OpenTrialHandler, StopTrialHandler, OrderTrialHandler, UseTrialHandler],
    ListTrialsHandler,
  ],
})
export class ProcurementModule {}
