/**
 * PoC verification (PoC 성능·신뢰성 검증): models behind OpenAI-compatible endpoints, or on devices, are measured by test suites and held against the
 * thresholds of a program; laboratories confirm. Every figure can be computed again from the evidence that is kept.
 */
import { CreatePocVerification1764000001001 } from './migrations/create-poc-verification-1764000001001.js';

export type { PocEvent } from './domain/poc.events.js';
export { PocReplay } from './poc-replay.js';
export { importKobbq } from './suites/import/import-kobbq.js';
export { importLmEval } from './suites/import/import-lm-eval.js';
export type { ImportedTask } from './suites/import/import-task.js';
export { referenceAnswers } from './suites/reference-answer.js';
export { SHIPPED_SUITES, SuiteLibrary } from './suites/suite-library.js';
export { PocVerificationModule, pocVerificationFeature } from './poc-verification.module.js';

/** Run by the owner, after those of the event store. */
export const migrations = [CreatePocVerification1764000001001];
