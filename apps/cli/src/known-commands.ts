import { Database } from '@doyak/kernel/database';
import type { INestApplicationContext } from '@nestjs/common';

/** Which of these commands have been carried out already. */
export async function knownCommands(
  app: INestApplicationContext,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await app
    .get(Database, { strict: false })
    .pool.query<{ id: string }>('select command_id as id from doyak.commands where command_id = any($1)', [
      ids,
    ]);
  return new Set(rows.map(({ id }) => id));
}
