import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { EventStoreModule, type EventStoreFeature } from '@doyak/kernel/event-store';
import { CaseHistoryController } from './features/case-history/case-history.controller.js';
import { GetCaseHistoryHandler } from './features/case-history/case-history.js';
import { caseParties } from './read-models/case-parties/case-parties.js';
import './cases.permissions.js';

/** What the context brings to the log. */
export const casesFeature: EventStoreFeature = { events: [], readModels: [caseParties] };

@Module({
  imports: [CqrsModule, EventStoreModule.forFeature(casesFeature)],
  controllers: [CaseHistoryController],
  providers: [GetCaseHistoryHandler],
})
export class CasesModule {}
