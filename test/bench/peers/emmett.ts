import type { Event } from '@event-driven-io/emmett';
import { getPostgreSQLEventStore, type PostgresEventStore } from '@event-driven-io/emmett-postgresql';
import pg from 'pg';
import { CALLERS } from '../bench-store.js';
import type { BenchDatabase } from '../cluster.js';

export type CountedEvent = Event<'BoxCounted', { by: number; note: string }>;

export interface EmmettPeer {
  readonly store: PostgresEventStore;
  close(): Promise<void>;
}

/**
 * emmett-postgresql as its guide sets it up, on a pool as large as ours. Its schema is made beforehand, and it writes with the owner's rights
 * and without metadata of its own: both spare it work that ours does.
 */
export async function openEmmett(url: BenchDatabase): Promise<EmmettPeer> {
  const pool = new pg.Pool({ connectionString: url.ownerUrl, max: CALLERS });
  // The server goes away while the pool is still closing its idle connections.
  pool.on('error', () => undefined);
  const store = getPostgreSQLEventStore(url.ownerUrl, { connectionOptions: { pool } });
  await store.schema.migrate();
  return {
    store,
    close: async () => {
      await store.close();
      await pool.end();
    },
  };
}
