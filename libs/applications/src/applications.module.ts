import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { IdentityModule } from '@doyak/identity';
import { EventStoreModule, type EventStoreFeature } from '@doyak/kernel/event-store';
import { ProgramsModule } from '@doyak/programs';
import { applicationEvents } from './domain/application.events.js';
import { EditDraftController } from './features/edit-draft/edit-draft.controller.js';
import { EditDraftHandler } from './features/edit-draft/edit-draft.js';
import { StartDraftController } from './features/start-draft/start-draft.controller.js';
import { StartDraftHandler } from './features/start-draft/start-draft.js';
import { SubmitApplicationController } from './features/submit-application/submit-application.controller.js';
import { SubmitApplicationHandler } from './features/submit-application/submit-application.js';
import { WithdrawApplicationController } from './features/withdraw-application/withdraw-application.controller.js';
import { WithdrawApplicationHandler } from './features/withdraw-application/withdraw-application.js';
import { applicationList } from './read-models/application-list/application-list.js';
import { ListApplicationsController } from './read-models/application-list/list-applications.controller.js';
import { ListApplicationsHandler } from './read-models/application-list/list-applications.js';
import { applicationPage, GetApplicationHandler } from './read-models/application-page/application-page.js';
import { GetApplicationController } from './read-models/application-page/get-application.controller.js';
import './applications.permissions.js';
import { application } from './domain/application.js';
import { SealedAnswers } from './sealed-answers.js';
import { SubmissionChecks } from './submission-checks.js';

/** What the context brings to the log. */
export const applicationsFeature: EventStoreFeature = {
  events: applicationEvents,
  aggregates: [application],
  readModels: [applicationList, applicationPage],
};

@Module({
  imports: [CqrsModule, IdentityModule, ProgramsModule, EventStoreModule.forFeature(applicationsFeature)],
  controllers: [
    ...[
      StartDraftController,
      EditDraftController,
      SubmitApplicationController,
      WithdrawApplicationController,
    ],
    ...[ListApplicationsController, GetApplicationController],
  ],
  providers: [
    ...[SubmissionChecks, SealedAnswers],
    ...[StartDraftHandler, EditDraftHandler, SubmitApplicationHandler, WithdrawApplicationHandler],
    ...[ListApplicationsHandler, GetApplicationHandler],
  ],
  exports: [SubmissionChecks, SealedAnswers],
})
export class ApplicationsModule {}
