/**
 * Selection (선정): ranks a round's track, publishes the results, tells applicants with notices (통지), hears objections (이의신청), and lets reserves
 * move up. An evaluation tells what it gave a case with `RecordCandidateTotal`.
 */
export type { NoticesEvent } from './domain/notices.events.js';
export type { ObjectionEvent } from './domain/objection.events.js';
export type { SelectionEvent, StageTotal } from './domain/selection.events.js';
export {
  type CandidateTotal,
  RecordCandidateTotal,
} from './features/record-candidate-total/record-candidate-total.js';
export { rankAgain, type RankedAgain } from './rank-again.js';
export { SelectionModule, selectionFeature } from './selection.module.js';
