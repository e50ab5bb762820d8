/**
 * Programs as data: the format of a program definition, its check, simulation and migration preview, the rules it holds,
 * the stage kinds it can use, published versions, and rounds (회차) of them. Other contexts read definitions and rounds through `Programs`.
 */
export type { Checked } from './domain/check/check-program.js';
export { checkProgram } from './domain/check/check-program.js';
export type { Problem } from './domain/check/problem.js';
export { PROBLEM_CODES } from './domain/check/problem-codes.js';
export type { Form } from './domain/format/application-form.js';
export type { Committee } from './domain/format/committee.js';
export type { LocalizedText } from './domain/format/common.js';
export { CASE_OUTCOMES, REASON_CODES } from './domain/format/common.js';
export type { ProgramDefinition } from './domain/format/definition.js';
export { definitionDigest } from './domain/format/digest.js';
export type { EligibilityRule } from './domain/format/eligibility.js';
export type { Fact, Facts, FactValue, FactValues } from './domain/format/facts.js';
export type { CompiledForm, FormFault } from './domain/format/form-validator.js';
export { compileForm } from './domain/format/form-validator.js';
export { definitionJsonSchema } from './domain/format/json-schema.js';
export { personalFields } from './domain/format/personal-fields.js';
export type { Notice } from './domain/format/notice.js';
export { definitionReference } from './domain/format/reference.js';
export type { Stage } from './domain/format/stage.js';
export type { Track } from './domain/format/track.js';
export type { FlowStage } from './domain/flow/track-flow.js';
export { flowOf, outcomesOf } from './domain/flow/track-flow.js';
export { opens } from './domain/flow/paths.js';
export type {
  Block,
  BlockCode,
  CaseUnderWay,
  MigrationLine,
  MigrationPlan,
  StageMove,
} from './domain/migration/migration-plan.js';
export { previewMigration } from './domain/migration/migration.js';
export type { RuleOutcome, RuleResult } from './domain/rules/evaluate.js';
export { evaluateRule } from './domain/rules/evaluate.js';
export type { Rule, RuleProblem } from './domain/rules/rule.js';
export { RuleCompiler } from './domain/rules/rule.js';
export type {
  SimulatedOutcome,
  SimulatedPath,
  SimulatedStep,
  SimulatedTrack,
  Simulation,
} from './domain/simulate/simulate-program.js';
export { simulateProgram } from './domain/simulate/simulate-program.js';
export { CHECKERS } from './domain/stage-kinds/checkers.js';
export {
  ASKED_PARTNERS,
  outcomesOfStep,
  type ReviewConfig,
  reviewPlanOf,
  type ReviewStep,
} from './domain/stage-kinds/review-kind.js';
export {
  conditionHolds,
  type ReviewPlan,
  resultOf,
  STEP_SKIPPED,
  type StepOutcomes,
  stepsToBegin,
} from './domain/stage-kinds/review-plan.js';
export { PROCUREMENT_ROUTES } from './domain/stage-kinds/verification-kinds.js';
export type { StageKind, StageOutcome } from './domain/stage-kinds/stage-kind.js';
export { SKIPPED, stageKind, StageKinds } from './domain/stage-kinds/stage-kind.js';
export { standardStageKinds } from './domain/stage-kinds/standard.js';
export { takesApplications, type RoundEvent, type TrackOffer } from './domain/lifecycle/round.js';
export type { AgencyCalendarEvent } from './domain/calendar/agency-calendar.js';
export type { ProgramEvent } from './domain/lifecycle/program.events.js';
export { OpenRound } from './features/open-round/open-round.js';
export { PublishProgram } from './features/publish-program/publish-program.js';
export { SaveProgramDraft } from './features/save-draft/save-draft.js';
export { Programs, type KnownRound } from './programs.js';
export { ProgramsModule, programsFeature } from './programs.module.js';
