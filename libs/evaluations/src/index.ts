/**
 * Evaluations (평가): a panel is appointed, pledges, and scores blindly; conflicts of interest are found from data, by challenge and by
 * self-recusal; totals are exact, and computed again when a reviewer falls out. Closing tells the case the outcome and the selection the total.
 */
export type { EvaluationEvent } from './domain/evaluation.events.js';
export { evaluationId } from './evaluation-ids.js';
export { OpenEvaluation } from './features/open-evaluation/open-evaluation.js';
export { scoreAgain, type ScoredAgain } from './score-again.js';
export { EvaluationsModule, evaluationsFeature } from './evaluations.module.js';
