/**
 * Agreements (협약): offered as a document frozen with the program version, signed by every party over its hash, amended, suspended, resumed,
 * terminated, completed.
 */
export type { AgreementDocument, AgreementEvent } from './domain/agreement.events.js';
export { AgreementsModule, agreementsFeature } from './agreements.module.js';
export { GetAgreement } from './read-models/agreement-page/agreement-page.js';
