import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { CryptoModule } from '@doyak/kernel/crypto';
import { IdentityModule } from '@doyak/identity';
import { ReadingRecorder } from '@doyak/kernel/http';
import { EventStoreModule, type EventStoreFeature } from '@doyak/kernel/event-store';
import { ProgramsModule } from '@doyak/programs';
import './audit.permissions.js';
import { CounterfactualReplay } from './counterfactual/counterfactual.js';
import { encryptionKeysEvents } from './domain/encryption-keys.events.js';
import { encryptionKeys } from './domain/encryption-keys.js';
import { RotateEncryptionKeyHandler } from './personal-data/rotate-encryption-key.js';
import { AuditorReadings } from './search/auditor-readings.js';
import { evidenceExportsEvents } from './domain/evidence-exports.events.js';
import { logPublisherEvents } from './domain/log-publisher.events.js';
import { EvidenceSource } from './evidence/evidence-source.js';
import { ExportCaseHandler } from './evidence/export-case.js';
import { ExportLogHandler } from './evidence/export-log.js';
import { GetCaseEvidenceController } from './evidence/get-case-evidence.controller.js';
import { CheckpointSigning } from './log/checkpoint-signing.js';
import { LastSigned } from './log/last-signed.js';
import { FileLogKeys, LogKeys } from './log/log-keys.js';
import { LogPublisher } from './log/log-publisher.js';
import { LogStatusHandler } from './log/log-status/log-status.js';
import { auditReadingEvents } from './domain/reading.events.js';
import { reading } from './domain/reading.js';
import { LogTiles } from './log/log-tiles.js';
import { RotateLogKeyHandler } from './log/rotate-log-key/rotate-log-key.js';
import { GetCheckpointController } from './log/serve-log/get-checkpoint.controller.js';
import { GetEntriesController } from './log/serve-log/get-entries.controller.js';
import { GetLogKeysController } from './log/serve-log/get-log-keys.controller.js';
import { GetTileController } from './log/serve-log/get-tile.controller.js';
import { SignedCheckpoints } from './log/signed-checkpoints.js';
import { Witnesses } from './log/witnesses.js';
import { AuditReadings } from './search/audit-readings.js';
import { eventIndex } from './search/event-index.js';
import { EventSearch } from './search/event-search.js';
import { ExportEventsController } from './search/export-events.controller.js';
import { ListEventsController } from './search/list-events.controller.js';
import { CaseChangesController } from './time-travel/case-changes.controller.js';
import { CaseReplay } from './time-travel/case-replay.js';

/** What the context brings to the log. */
export const auditFeature: EventStoreFeature = {
  events: [...logPublisherEvents, ...evidenceExportsEvents, ...auditReadingEvents, ...encryptionKeysEvents],
  aggregates: [reading, encryptionKeys],
  readModels: [eventIndex],
};

@Module({
  imports: [
    CqrsModule,
    CryptoModule,
    IdentityModule,
    ProgramsModule,
    EventStoreModule.forFeature(auditFeature),
  ],
  // Entries before tiles: their paths begin alike.
  controllers: [
    ...[GetCheckpointController, GetLogKeysController, GetEntriesController, GetTileController],
    CaseChangesController,
    GetCaseEvidenceController,
    ...[ListEventsController, ExportEventsController],
  ],
  providers: [
    ...[LogTiles, SignedCheckpoints, LastSigned, { provide: LogKeys, useClass: FileLogKeys }],
    ...[CheckpointSigning, Witnesses, LogPublisher, RotateLogKeyHandler, LogStatusHandler],
    ...[CaseReplay, CounterfactualReplay],
    ...[EvidenceSource, ExportCaseHandler, ExportLogHandler],
    ...[EventSearch, AuditReadings, { provide: ReadingRecorder, useClass: AuditorReadings }],
    RotateEncryptionKeyHandler,
  ],
})
export class AuditModule {}
