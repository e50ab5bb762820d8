import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { EventStoreModule, type EventStoreFeature } from '@doyak/kernel/event-store';
import { TimersModule } from '@doyak/kernel/timers';
import { ProgramsModule } from '@doyak/programs';
import { CaseActions } from './case-actions.js';
import { CasePlans } from './case-plans.js';
import './cases.permissions.js';
import { caseEvents } from './domain/case.events.js';
import { AssignCaseController } from './features/assign-case/assign-case.controller.js';
import { AssignCaseHandler } from './features/assign-case/assign-case.js';
import { CaseHistoryController } from './features/case-history/case-history.controller.js';
import { GetCaseHistoryHandler } from './features/case-history/case-history.js';
import { CloseCaseController } from './features/close-case/close-case.controller.js';
import { CloseCaseHandler } from './features/close-case/close-case.js';
import { CloseStageHandler } from './features/close-stage/close-stage.js';
import { HoldCaseController } from './features/hold-case/hold-case.controller.js';
import { HoldCaseHandler } from './features/hold-case/hold-case.js';
import { MayDecideStageHandler } from './features/may-decide-stage/may-decide-stage.js';
import { OpenCaseHandler } from './features/open-case/open-case.js';
import { OpenStageController } from './features/open-stage/open-stage.controller.js';
import { OpenStageHandler } from './features/open-stage/open-stage.js';
import { PassStageDeadlineHandler } from './features/pass-stage-deadline/pass-stage-deadline.js';
import { PauseStageClockHandler } from './features/pause-stage-clock/pause-stage-clock.js';
import { ReopenStageController } from './features/reopen-stage/reopen-stage.controller.js';
import { ReopenStageHandler } from './features/reopen-stage/reopen-stage.js';
import { ResumeCaseController } from './features/resume-case/resume-case.controller.js';
import { ResumeCaseHandler } from './features/resume-case/resume-case.js';
import { ResumeStageClockHandler } from './features/resume-stage-clock/resume-stage-clock.js';
import { HistoryVeils } from './history-veils.js';
import { OwnActions } from './own-actions.js';
import { whenApplicationSubmittedOrWithdrawn } from './reactions/when-application-submitted-or-withdrawn-open-or-close-case.js';
import { stageDeadlines, stageDeadlineTimer } from './stage-deadlines.js';
import { caseList } from './read-models/case-list/case-list.js';
import { ListCasesController } from './read-models/case-list/list-cases.controller.js';
import { ListCasesHandler } from './read-models/case-list/list-cases.js';
import { caseParties } from './read-models/case-parties/case-parties.js';
import { GetCaseHandler } from './read-models/case-page/case-page.js';
import { GetCaseController } from './read-models/case-page/get-case.controller.js';

/** What the context brings to the log. */
export const casesFeature: EventStoreFeature = {
  events: caseEvents,
  readModels: [caseParties, caseList],
  subscriptions: [stageDeadlines],
  reactions: [whenApplicationSubmittedOrWithdrawn],
};

@Module({
  imports: [
    CqrsModule,
    ProgramsModule,
    EventStoreModule.forFeature(casesFeature),
    TimersModule.forFeature([stageDeadlineTimer]),
  ],
  controllers: [
    ...[ListCasesController, GetCaseController, CaseHistoryController],
    ...[OpenStageController, ReopenStageController, HoldCaseController, ResumeCaseController],
    ...[AssignCaseController, CloseCaseController],
  ],
  providers: [
    ...[CasePlans, CaseActions, HistoryVeils, OwnActions],
    ...[OpenCaseHandler, CloseStageHandler, OpenStageHandler, ReopenStageHandler, PassStageDeadlineHandler],
    ...[
      PauseStageClockHandler,
      ResumeStageClockHandler,
      HoldCaseHandler,
      ResumeCaseHandler,
      AssignCaseHandler,
    ],
    ...[CloseCaseHandler, MayDecideStageHandler, GetCaseHistoryHandler, ListCasesHandler, GetCaseHandler],
  ],
  exports: [CaseActions, CasePlans, HistoryVeils],
})
export class CasesModule {}
