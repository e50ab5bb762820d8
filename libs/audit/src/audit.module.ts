import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { EventStoreModule, type EventStoreFeature } from '@doyak/kernel/event-store';
import './audit.permissions.js';
import { LogTiles } from './log/log-tiles.js';
import { GetEntriesController } from './log/serve-log/get-entries.controller.js';
import { GetTileController } from './log/serve-log/get-tile.controller.js';

/** What the context brings to the log. */
export const auditFeature: EventStoreFeature = { events: [] };

@Module({
  imports: [CqrsModule, EventStoreModule.forFeature(auditFeature)],
  // Entries before tiles: their paths begin alike.
  controllers: [GetEntriesController, GetTileController],
  providers: [LogTiles],
})
export class AuditModule {}
