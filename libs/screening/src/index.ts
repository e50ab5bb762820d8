/**
 * Screening (요건검토): runs a track's eligibility rules over the facts of an application, asks for supplements, finds duplicate support over all
 * programs, lets two persons overrule a rule, and closes the stage with the officer's decision.
 */
export type { ScreeningEvent } from './domain/screening.events.js';
export { DecideScreening } from './features/decide-screening/decide-screening.js';
export { RecordFacts } from './features/record-facts/record-facts.js';
export { screenAgain, type ScreenedAgain } from './screen-again.js';
export { ScreeningModule, screeningFeature } from './screening.module.js';
export { FindSupport, type SupportSought } from './read-models/support-register/find-support.js';
