/**
 * Programs (사업) as data: what a definition may say, its checks, published versions, and rounds (회차) of them. Other contexts read
 * definitions and rounds through `Programs`.
 */
export { checkProgram, type Checked } from './domain/check/check-program.js';
export type { Problem } from './domain/check/problem.js';
export type { ProgramDefinition } from './domain/format/definition.js';
export { compileForm, type FormFault } from './domain/format/form-validator.js';
export type { FactValues } from './domain/format/facts.js';
export type { Stage } from './domain/format/stage.js';
export type { Track } from './domain/format/track.js';
export { flowOf, type FlowStage } from './domain/flow/track-flow.js';
export { evaluateRule, type RuleResult } from './domain/rules/evaluate.js';
export { RuleCompiler } from './domain/rules/rule.js';
export { standardStageKinds } from './domain/stage-kinds/standard.js';
export { takesApplications, type RoundEvent, type TrackOffer } from './domain/lifecycle/round.js';
export type { ProgramEvent } from './domain/lifecycle/program.js';
export { OpenRound } from './features/open-round/open-round.js';
export { PublishProgram } from './features/publish-program/publish-program.js';
export { Programs, type KnownRound } from './programs.js';
export { ProgramsModule, programsFeature } from './programs.module.js';
