import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { EventStoreModule } from '@doyak/kernel/event-store';
import { CaseHistoryController } from './features/case-history/case-history.controller.js';
import { GetCaseHistoryHandler } from './features/case-history/case-history.js';
import { caseParties } from './read-models/case-parties/case-parties.js';
import './cases.permissions.js';

@Module({
  imports: [CqrsModule, EventStoreModule.forFeature({ events: [], readModels: [caseParties] })],
  controllers: [CaseHistoryController],
  providers: [GetCaseHistoryHandler],
})
export class CasesModule {}
