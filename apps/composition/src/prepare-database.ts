import { migrate } from '@doyak/kernel/database';
import { prepareReadModels } from '@doyak/kernel/event-store';
import { migrateQueues } from '@doyak/kernel/queues';
import { features, migrations } from './contexts.js';

/**
 * Brings a database up to this version with the owner's rights: tables, queues, read-model generations. Safe to repeat and from several
 * processes at once. Returns the names of the migrations that ran. Throws `DatabaseTooNew`.
 */
export async function prepareDatabase(ownerUrl: string): Promise<string[]> {
  const ran = await migrate(ownerUrl, migrations);
  await migrateQueues(ownerUrl);
  await prepareReadModels(
    ownerUrl,
    features.flatMap(({ readModels }) => readModels ?? []),
  );
  return ran;
}
