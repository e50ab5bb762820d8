import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { CALLERS } from '../bench-store.js';
import type { BenchDatabase } from '../cluster.js';

export interface BareInsert {
  insert(): Promise<unknown>;
  close(): Promise<void>;
}

/**
 * The limit: one prepared INSERT of one row in a transaction of its own, into a table with the columns of our events and nothing but a
 * primary key. Ids are made by the caller as ours are; nothing is checked, hashed or promised.
 */
export async function openBareInsert(url: BenchDatabase): Promise<BareInsert> {
  const pool = new pg.Pool({ connectionString: url.ownerUrl, max: CALLERS });
  // The server goes away while the pool is still closing its idle connections.
  pool.on('error', () => undefined);
  await pool.query(`
    create table bare (
      position bigint generated always as identity primary key,
      id uuid not null, stream_id text not null, version integer not null, case_id uuid,
      type text not null, schema_version smallint not null, occurred_at timestamptz not null,
      recorded_at timestamptz not null default clock_timestamp(), command_id uuid not null,
      correlation_id uuid not null, causation_id uuid, actor_kind text not null, actor_id text not null,
      organisation_id uuid, authority text not null, salt bytea not null, commitment bytea not null, data text not null
    )`);
  const text = `
    insert into bare (id, stream_id, version, case_id, type, schema_version, occurred_at, command_id, correlation_id, actor_kind,
      actor_id, organisation_id, authority, salt, commitment, data)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`;
  const salt = Buffer.alloc(16, 1);
  const commitment = Buffer.alloc(32, 2);
  const data = '{"by":1,"note":"counted once more"}';
  const actor = randomUUID();
  const insert = () => {
    const command = randomUUID();
    const values = [
      ...[randomUUID(), `box-${command}`, 1, command, 'testing.box-counted', 2, new Date().toISOString()],
      ...[command, command, 'person', actor, actor, 'role:operator', salt, commitment, data],
    ];
    return pool.query({ name: 'bare', text, values });
  };
  return { insert, close: () => pool.end() };
}
