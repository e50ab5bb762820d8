/** Applications (접수): a startup or founder drafts, submits or withdraws an application to a round. */
export { ApplicationsModule, applicationsFeature } from './applications.module.js';
export {
  application,
  actsFor,
  type ApplicationCommand,
  type ApplicationState,
} from './domain/application.js';
export { applicationEvents, type Applicant, type ApplicationEvent } from './domain/application.events.js';
export { EditDraft } from './features/edit-draft/edit-draft.js';
export { SealedAnswers } from './sealed-answers.js';
export { StartDraft } from './features/start-draft/start-draft.js';
export { SubmitApplication } from './features/submit-application/submit-application.js';
export { type BegunApplication, SubmissionChecks } from './submission-checks.js';
export { WithdrawApplication } from './features/withdraw-application/withdraw-application.js';
export { GetApplication } from './read-models/application-page/application-page.js';
