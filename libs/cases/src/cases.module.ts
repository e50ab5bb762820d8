import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { IdentityModule } from '@doyak/identity';
import { EventStoreModule, type EventStoreFeature } from '@doyak/kernel/event-store';
import { TimersModule } from '@doyak/kernel/timers';
import { ProgramsModule } from '@doyak/programs';
import { CaseActions } from './case-actions.js';
import { CaseMoves } from './case-moves.js';
import { CasePlans } from './case-plans.js';
import { CaseRetention } from './case-retention.js';
import './cases.permissions.js';
import { caseEvents } from './domain/case.events.js';
import { aCase } from './domain/case.js';
import { migrationEvents } from './domain/migration.events.js';
import { AssignCaseController } from './features/assign-case/assign-case.controller.js';
import { AssignCaseHandler } from './features/assign-case/assign-case.js';
import { CaseHistoryController } from './features/case-history/case-history.controller.js';
import { GetCaseHistoryHandler } from './features/case-history/case-history.js';
import { CloseCaseController } from './features/close-case/close-case.controller.js';
import { CloseCaseHandler } from './features/close-case/close-case.js';
import { CloseStageHandler } from './features/close-stage/close-stage.js';
import { DiscardMigrationController } from './features/discard-migration/discard-migration.controller.js';
import { DiscardMigrationHandler } from './features/discard-migration/discard-migration.js';
import { ExecuteMigrationController } from './features/execute-migration/execute-migration.controller.js';
import { ExecuteMigrationHandler } from './features/execute-migration/execute-migration.js';
import { HoldCaseController } from './features/hold-case/hold-case.controller.js';
import { HoldCaseHandler } from './features/hold-case/hold-case.js';
import { MayDecideStageHandler } from './features/may-decide-stage/may-decide-stage.js';
import { MigrateCaseHandler } from './features/migrate-case/migrate-case.js';
import { MoveStageDeadlinesHandler } from './features/move-stage-deadlines/move-stage-deadlines.js';
import { OpenCaseHandler } from './features/open-case/open-case.js';
import { OpenStageController } from './features/open-stage/open-stage.controller.js';
import { OpenStageHandler } from './features/open-stage/open-stage.js';
import { PassStageDeadlineHandler } from './features/pass-stage-deadline/pass-stage-deadline.js';
import { PauseStageClockHandler } from './features/pause-stage-clock/pause-stage-clock.js';
import { PlanMigrationController } from './features/plan-migration/plan-migration.controller.js';
import { PlanMigrationHandler } from './features/plan-migration/plan-migration.js';
import { ReopenStageController } from './features/reopen-stage/reopen-stage.controller.js';
import { ReopenStageHandler } from './features/reopen-stage/reopen-stage.js';
import { ResumeCaseController } from './features/resume-case/resume-case.controller.js';
import { ResumeCaseHandler } from './features/resume-case/resume-case.js';
import { ResumeStageClockHandler } from './features/resume-stage-clock/resume-stage-clock.js';
import { HistoryVeils } from './history-veils.js';
import { RunMigrationBatchHandler } from './features/run-migration-batch/run-migration-batch.js';
import { UndoMigrationController } from './features/undo-migration/undo-migration.controller.js';
import { UndoMigrationHandler } from './features/undo-migration/undo-migration.js';
import { OwnActions } from './own-actions.js';
import { whenApplicationSubmittedOrWithdrawn } from './reactions/when-application-submitted-or-withdrawn-open-or-close-case.js';
import { whenMigrationStarted } from './reactions/when-migration-started-or-batch-done-run-batch.js';
import { stageDeadlines, stageDeadlinesAnew, stageDeadlineTimer } from './stage-deadlines.js';
import { caseList } from './read-models/case-list/case-list.js';
import { ListCasesController } from './read-models/case-list/list-cases.controller.js';
import { ListCasesHandler } from './read-models/case-list/list-cases.js';
import { caseParties } from './read-models/case-parties/case-parties.js';
import { GetCaseHandler } from './read-models/case-page/case-page.js';
import { GetCaseController } from './read-models/case-page/get-case.controller.js';
import { ListMigrationsController } from './read-models/migration-list/list-migrations.controller.js';
import { ListMigrationsHandler } from './read-models/migration-list/list-migrations.js';
import { migrationList } from './read-models/migration-list/migration-list.js';
import { GetMigrationController } from './read-models/migration-page/get-migration.controller.js';
import { PreviewMigrationHandler } from './read-models/migration-page/preview-migration.js';

/** What the context brings to the log. */
export const casesFeature: EventStoreFeature = {
  events: [...caseEvents, ...migrationEvents],
  aggregates: [aCase],
  readModels: [caseParties, caseList, migrationList],
  subscriptions: [stageDeadlines],
  reactions: [whenApplicationSubmittedOrWithdrawn, whenMigrationStarted],
};

@Module({
  imports: [
    CqrsModule,
    IdentityModule,
    ProgramsModule,
    EventStoreModule.forFeature(casesFeature),
    TimersModule.forFeature([stageDeadlineTimer, stageDeadlinesAnew]),
  ],
  controllers: [
    ...[ListCasesController, GetCaseController, CaseHistoryController],
    ...[OpenStageController, ReopenStageController, HoldCaseController, ResumeCaseController],
    ...[AssignCaseController, CloseCaseController],
    ...[PlanMigrationController, ExecuteMigrationController, DiscardMigrationController],
    ...[UndoMigrationController, ListMigrationsController, GetMigrationController],
  ],
  providers: [
    CaseRetention,
    ...[CasePlans, CaseMoves, CaseActions, HistoryVeils, OwnActions],
    ...[PlanMigrationHandler, ExecuteMigrationHandler, DiscardMigrationHandler, UndoMigrationHandler],
    ...[RunMigrationBatchHandler, MigrateCaseHandler, ListMigrationsHandler, PreviewMigrationHandler],
    ...[OpenCaseHandler, CloseStageHandler, OpenStageHandler, ReopenStageHandler, PassStageDeadlineHandler],
    ...[
      MoveStageDeadlinesHandler,
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
