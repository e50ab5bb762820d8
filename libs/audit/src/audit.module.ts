import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { EventStoreModule, type EventStoreFeature } from '@doyak/kernel/event-store';
import { ProgramsModule } from '@doyak/programs';
import './audit.permissions.js';
import { LogTiles } from './log/log-tiles.js';
import { GetEntriesController } from './log/serve-log/get-entries.controller.js';
import { GetTileController } from './log/serve-log/get-tile.controller.js';
import { CaseChangesController } from './time-travel/case-changes.controller.js';
import { CaseReplay } from './time-travel/case-replay.js';

/** What the context brings to the log. */
export const auditFeature: EventStoreFeature = { events: [] };

@Module({
  imports: [CqrsModule, ProgramsModule, EventStoreModule.forFeature(auditFeature)],
  // Entries before tiles: their paths begin alike.
  controllers: [GetEntriesController, GetTileController, CaseChangesController],
  providers: [LogTiles, CaseReplay],
})
export class AuditModule {}
