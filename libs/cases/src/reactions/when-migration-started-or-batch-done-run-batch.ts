import { defineReaction } from '@doyak/kernel/event-store';
import type { MigrationEvent } from '../domain/migration.events.js';
import { RunMigrationBatch } from '../features/run-migration-batch/run-migration-batch.js';

type Followed = Extract<MigrationEvent, { type: 'MigrationStarted' | 'MigrationBatchDone' }>;

/** Each batch asks for the next, until one was the last: a stop in between goes on where it stood. */
export const whenMigrationStarted = defineReaction<Followed>({
  name: 'when-migration-started-or-batch-done-run-batch',
  events: ['MigrationStarted', 'MigrationBatchDone'],
  react: (event) => {
    const { type, data } = event as unknown as Followed;
    if (type === 'MigrationBatchDone' && data.last) return [];
    return [(context) => new RunMigrationBatch(data.migrationId, data.run, context)];
  },
});
