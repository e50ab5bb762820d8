import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { CasesModule } from '@doyak/cases';
import { EventStoreModule, type EventStoreFeature } from '@doyak/kernel/event-store';
import { TimersModule } from '@doyak/kernel/timers';
import { ApplicationsModule } from '@doyak/applications';
import { ProgramsModule } from '@doyak/programs';
import { screeningEvents } from './domain/screening.events.js';
import { AnswerSupplementController } from './features/answer-supplement/answer-supplement.controller.js';
import { AnswerSupplementHandler } from './features/answer-supplement/answer-supplement.js';
import { CheckRegistersController } from './features/check-registers/check-registers.controller.js';
import { CheckRegistersHandler } from './features/check-registers/check-registers.js';
import { DecideScreeningController } from './features/decide-screening/decide-screening.controller.js';
import { DecideScreeningHandler } from './features/decide-screening/decide-screening.js';
import { LapseSupplementHandler } from './features/lapse-supplement/lapse-supplement.js';
import { OpenScreeningHandler } from './features/open-screening/open-screening.js';
import { OverruleRuleController } from './features/overrule-rule/overrule-rule.controller.js';
import { OverruleRuleHandler } from './features/overrule-rule/overrule-rule.js';
import { RecordFactsController } from './features/record-facts/record-facts.controller.js';
import { RecordFactsHandler } from './features/record-facts/record-facts.js';
import { RequestSupplementController } from './features/request-supplement/request-supplement.controller.js';
import { RequestSupplementHandler } from './features/request-supplement/request-supplement.js';
import { SearchDuplicatesController } from './features/search-duplicates/search-duplicates.controller.js';
import { SearchDuplicatesHandler } from './features/search-duplicates/search-duplicates.js';
import { StopScreeningHandler } from './features/stop-screening/stop-screening.js';
import { whenScreeningMoves } from './reactions/when-screening-moves-tell-case.js';
import { whenScreeningOpened } from './reactions/when-screening-opened-search-duplicates.js';
import { whenStageOpensOrCloses } from './reactions/when-stage-opens-or-closes-open-or-stop-screening.js';
import { ListScreeningsController } from './read-models/screening-list/list-screenings.controller.js';
import { ListScreeningsHandler } from './read-models/screening-list/list-screenings.js';
import { screeningList } from './read-models/screening-list/screening-list.js';
import { ExtendSupplementHandler } from './features/extend-supplement/extend-supplement.js';
import { GetScreeningController } from './read-models/screening-page/get-screening.controller.js';
import { GetScreeningHandler } from './read-models/screening-page/screening-page.js';
import { FindRestrictionsHandler } from './read-models/restriction-register/find-restrictions.js';
import { restrictionRegister } from './read-models/restriction-register/restriction-register.js';
import { FindSupportHandler } from './read-models/support-register/find-support.js';
import { supportRegister } from './read-models/support-register/support-register.js';
import { ScreeningActions } from './screening-actions.js';
import { ScreeningDesk } from './screening-desk.js';
import './screening.permissions.js';
import { ScreeningRules } from './screening-rules.js';
import { supplementDeadlines, supplementDeadlineTimer, supplementsAnew } from './supplement-deadlines.js';
import { screening } from './domain/screening.js';

/** What the context brings to the log. */
export const screeningFeature: EventStoreFeature = {
  events: screeningEvents,
  aggregates: [screening],
  readModels: [supportRegister, screeningList, restrictionRegister],
  subscriptions: [supplementDeadlines],
  reactions: [whenStageOpensOrCloses, whenScreeningOpened, whenScreeningMoves],
};

@Module({
  imports: [
    ...[CqrsModule, ProgramsModule, ApplicationsModule, CasesModule],
    EventStoreModule.forFeature(screeningFeature),
    TimersModule.forFeature([supplementDeadlineTimer, supplementsAnew]),
  ],
  controllers: [
    ...[ListScreeningsController, GetScreeningController, RecordFactsController, SearchDuplicatesController],
    ...[RequestSupplementController, AnswerSupplementController, OverruleRuleController],
    ...[DecideScreeningController, CheckRegistersController],
  ],
  providers: [
    ...[ScreeningRules, ScreeningDesk, ScreeningActions],
    ...[OpenScreeningHandler, StopScreeningHandler, RecordFactsHandler, SearchDuplicatesHandler],
    ...[RequestSupplementHandler, AnswerSupplementHandler, LapseSupplementHandler],
    ExtendSupplementHandler,
    ...[OverruleRuleHandler, DecideScreeningHandler],
    ...[ListScreeningsHandler, GetScreeningHandler, FindSupportHandler],
    ...[CheckRegistersHandler, FindRestrictionsHandler],
  ],
})
export class ScreeningModule {}
