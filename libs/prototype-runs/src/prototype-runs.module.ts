import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { CasesModule } from '@doyak/cases';
import { DocumentsModule } from '@doyak/documents';
import { EventStoreModule, type EventStoreFeature } from '@doyak/kernel/event-store';
import { ProgramsModule } from '@doyak/programs';
import { ReviewsModule } from '@doyak/reviews';
import { coFundingEvents } from './domain/co-funding.events.js';
import { coFunding } from './domain/co-funding.js';
import { runEvents } from './domain/run.events.js';
import { prototypeRun } from './domain/run.js';
import { DirectCoFundingController } from './features/direct-co-funding/direct-co-funding.controller.js';
import { DirectCoFundingHandler } from './features/direct-co-funding/direct-co-funding.js';
import { DirectRunController } from './features/direct-run/direct-run.controller.js';
import { DirectRunHandler } from './features/direct-run/direct-run.js';
import { InvitePartyController } from './features/invite-party/invite-party.controller.js';
import { InvitePartyHandler } from './features/invite-party/invite-party.js';
import { MoveGateController } from './features/move-gate/move-gate.controller.js';
import { MoveGateHandler } from './features/move-gate/move-gate.js';
import { NamePartnersController } from './features/name-partners/name-partners.controller.js';
import { NamePartnersHandler } from './features/name-partners/name-partners.js';
import { OpenCoFundingHandler } from './features/open-co-funding/open-co-funding.js';
import { OpenRunHandler } from './features/open-run/open-run.js';
import { PledgeFundsController } from './features/pledge-funds/pledge-funds.controller.js';
import { PledgeFundsHandler } from './features/pledge-funds/pledge-funds.js';
import { RecordWaferDataController } from './features/record-wafer-data/record-wafer-data.controller.js';
import { RecordWaferDataHandler } from './features/record-wafer-data/record-wafer-data.js';
import { RespinRunController } from './features/respin-run/respin-run.controller.js';
import { RespinRunHandler } from './features/respin-run/respin-run.js';
import { KeptResults } from './kept-results.js';
import { PartnerQuestions } from './partner-questions.js';
import './prototype-runs.permissions.js';
import { whenGateWaits } from './reactions/when-gate-waits-ask-partner.js';
import { whenPartnerAnswers } from './reactions/when-partner-answers-settle-gate.js';
import { whenRunOpensOrRespins } from './reactions/when-run-opens-or-respins-fund-it.js';
import { whenRunOrFundingSettles } from './reactions/when-run-or-funding-settles-tell-case.js';
import { whenStageOpensOrCloses } from './reactions/when-stage-opens-or-closes-open-or-end-run.js';
import { fundingList } from './read-models/funding-list/funding-list.js';
import { ListCoFundingsController } from './read-models/funding-list/list-co-fundings.controller.js';
import { ListCoFundingsHandler } from './read-models/funding-list/list-co-fundings.js';
import { GetCoFundingController } from './read-models/funding-page/get-co-funding.controller.js';
import { ListRunsController } from './read-models/run-list/list-runs.controller.js';
import { ListRunsHandler } from './read-models/run-list/list-runs.js';
import { runList } from './read-models/run-list/run-list.js';
import { GetRunController } from './read-models/run-page/get-run.controller.js';
import { VisibleRuns } from './read-models/run-page/visible-runs.js';
import { WaferDataController } from './read-models/wafer-data/wafer-data.controller.js';
import { RunActions } from './run-actions.js';
import { RunDesk } from './run-desk.js';

/** What the context brings to the log. */
export const prototypeRunsFeature: EventStoreFeature = {
  events: [...runEvents, ...coFundingEvents],
  aggregates: [prototypeRun, coFunding],
  readModels: [runList, fundingList],
  reactions: [
    ...[whenStageOpensOrCloses, whenRunOpensOrRespins, whenRunOrFundingSettles],
    ...[whenGateWaits, whenPartnerAnswers],
  ],
};

@Module({
  imports: [
    ...[CqrsModule, ProgramsModule, CasesModule, DocumentsModule, ReviewsModule],
    EventStoreModule.forFeature(prototypeRunsFeature),
  ],
  controllers: [
    ...[ListRunsController, GetRunController, ListCoFundingsController, GetCoFundingController],
    ...[DirectRunController, MoveGateController, RespinRunController, NamePartnersController],
    ...[DirectCoFundingController, InvitePartyController, PledgeFundsController],
    ...[RecordWaferDataController, WaferDataController],
  ],
  providers: [
    ...[RunActions, RunDesk, VisibleRuns, PartnerQuestions, KeptResults, RecordWaferDataHandler],
    ...[OpenRunHandler, DirectRunHandler, MoveGateHandler, RespinRunHandler],
    ...[NamePartnersHandler, OpenCoFundingHandler, DirectCoFundingHandler, InvitePartyHandler],
    ...[PledgeFundsHandler, ListRunsHandler, ListCoFundingsHandler],
  ],
})
export class PrototypeRunsModule {}
