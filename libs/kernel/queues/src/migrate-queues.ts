import { runMigrations } from 'bullmq';
import pg from 'pg';

/** Schema of BullMQ's own tables and functions. */
export const QUEUE_SCHEMA = 'bullmq';

/**
 * BullMQ draws ids from a sequence per queue and creates it when it is first needed, which the application may not do. This function does
 * it with the owner's rights, for names that `defineJob` accepts and for nothing else.
 */
const ensureQueue = `
  create or replace function ${QUEUE_SCHEMA}.doyak_ensure_queue(queue text) returns void
  language plpgsql security definer set search_path = ${QUEUE_SCHEMA}, pg_temp as $$
  declare
    id_sequence text := job_id_seq_name(queue);
  begin
    if queue !~ '^[a-z][a-z0-9-]{0,60}$' then
      raise exception 'not the name of a queue';
    end if;
    if to_regclass(format('${QUEUE_SCHEMA}.%I', id_sequence)) is null then
      perform pg_advisory_xact_lock(hashtext('bullmq:jidseq:' || queue));
      execute format('create sequence if not exists ${QUEUE_SCHEMA}.%I', id_sequence);
      execute format('grant usage, select on sequence ${QUEUE_SCHEMA}.%I to doyak_app', id_sequence);
    end if;
  end $$;
  revoke execute on function ${QUEUE_SCHEMA}.doyak_ensure_queue from public`;

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
    await client.query(ensureQueue);
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
