import { runMigrations } from 'bullmq';
import pg from 'pg';

/** Schema of BullMQ's own tables and functions. */
export const QUEUE_SCHEMA = 'bullmq';

/**
 * Creates or upgrades BullMQ's schema in the database at `ownerUrl`, with the owner's rights, and grants the role `doyak_app` what
 * running jobs needs: no DDL. Safe to run again and from several processes at once. Call it beside the migrations of the
 * other libraries, after the role exists.
 */
export async function migrateQueues(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'doyak-migrate' });
  await client.connect();
  try {
    await runMigrations(client, QUEUE_SCHEMA);
    await client.query('begin');
    await client.query("select pg_advisory_xact_lock(hashtext('doyak.queues.grants'))");
    await client.query(`
      grant usage on schema ${QUEUE_SCHEMA} to doyak_app;
      grant select, insert, update, delete on all tables in schema ${QUEUE_SCHEMA} to doyak_app;
      grant usage, select on all sequences in schema ${QUEUE_SCHEMA} to doyak_app;
      grant execute on all functions in schema ${QUEUE_SCHEMA} to doyak_app;
      revoke insert, update, delete on ${QUEUE_SCHEMA}.migration from doyak_app`);
    // addBulk builds temporary tables; a database whose PUBLIC lost that right must give it to the application.
    await client.query(`do $$ begin
      if not has_database_privilege('doyak_app', current_database(), 'TEMPORARY') then
        execute format('grant temporary on database %I to doyak_app', current_database());
      end if; end $$`);
    await client.query('commit');
  } finally {
    await client.end();
  }
}
