/**
 * Cases (과제): one application's way through its track, from opening to closing. A context that carries out a kind of stage follows
 * `StageOpened` and tells how the stage ended with `CloseStage`.
 */
export { type CaseAction, CaseActions } from './case-actions.js';
export { CasePlans, endOf, factsOf } from './case-plans.js';
export { CasesModule, casesFeature } from './cases.module.js';
export type { CaseEvent, CaseOutcome } from './domain/case.events.js';
export { CloseStage, type StageEnd } from './features/close-stage/close-stage.js';
export { MayDecideStage } from './features/may-decide-stage/may-decide-stage.js';
export { OpenStage } from './features/open-stage/open-stage.js';
export { PassStageDeadline } from './features/pass-stage-deadline/pass-stage-deadline.js';
export { PauseStageClock } from './features/pause-stage-clock/pause-stage-clock.js';
export { ReopenStage } from './features/reopen-stage/reopen-stage.js';
export { ResumeStageClock } from './features/resume-stage-clock/resume-stage-clock.js';
export { DiscardMigration } from './features/discard-migration/discard-migration.js';
export { ExecuteMigration } from './features/execute-migration/execute-migration.js';
export { migrationInput } from './features/plan-migration/migration-input.js';
export { PlanMigration } from './features/plan-migration/plan-migration.js';
export { UndoMigration } from './features/undo-migration/undo-migration.js';
export { ListMigrations } from './read-models/migration-list/list-migrations.js';
export { viewMigration } from './read-models/migration-list/migration-view.js';
export { PreviewMigration } from './read-models/migration-page/preview-migration.js';
export { viewLine } from './read-models/migration-page/preview-view.js';
export { establishedFacts } from './established-facts.js';
export { GetCase, visibleCase } from './read-models/case-page/case-page.js';
export { HistoryVeils } from './history-veils.js';
export type { CaseLine } from './read-models/case-list/case-list.js';
