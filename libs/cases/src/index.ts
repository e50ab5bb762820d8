/**
 * Cases (과제): one application's way through its track, from opening to closing. A context that carries out a kind of stage follows
 * `StageOpened` and tells how the stage ended with `CloseStage`.
 */
export { type CaseAction, CaseActions } from './case-actions.js';
export { CasePlans, calendarOf, endOf, factsOf } from './case-plans.js';
export { CasesModule, casesFeature } from './cases.module.js';
export type { CaseEvent, CaseOutcome } from './domain/case.events.js';
export { CloseStage, type StageEnd } from './features/close-stage/close-stage.js';
export { MayDecideStage } from './features/may-decide-stage/may-decide-stage.js';
export { OpenStage } from './features/open-stage/open-stage.js';
export { PassStageDeadline } from './features/pass-stage-deadline/pass-stage-deadline.js';
export { PauseStageClock } from './features/pause-stage-clock/pause-stage-clock.js';
export { ReopenStage } from './features/reopen-stage/reopen-stage.js';
export { ResumeStageClock } from './features/resume-stage-clock/resume-stage-clock.js';
export { GetCase, visibleCase } from './read-models/case-page/case-page.js';
export { HistoryVeils } from './history-veils.js';
export type { CaseLine } from './read-models/case-list/case-list.js';
