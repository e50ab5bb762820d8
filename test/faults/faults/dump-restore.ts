import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FaultCluster, query, withClient } from '../cluster.js';
import type { Fault } from '../fault.js';
import { box, openBoxes, openStore, options, prepare, settled, withDatabase } from '../store.js';
import { verifyEffects, verifyStore } from '../verify.js';

const TABLES = `select schemaname || '.' || tablename as name from pg_tables
  where schemaname in ('doyak', 'faults') or schemaname like 'rm\\_%' order by 1`;

interface Dump {
  readonly tables: readonly string[];
  readonly sequences: readonly { readonly name: string; readonly value: string }[];
}

/** What `pg_dump --data-only` writes and `psql` reads back, by the server itself: every table by COPY, every sequence by its value. */
async function dump(ownerUrl: string, folder: string): Promise<Dump> {
  return withClient(ownerUrl, async (client) => {
    await client.query('begin isolation level repeatable read');
    const { rows } = await client.query<{ name: string }>(TABLES);
    for (const { name } of rows) await client.query(`copy ${name} to '${join(folder, name)}'`);
    const { rows: sequences } = await client.query<{ name: string; value: string }>(
      `select schemaname || '.' || sequencename as name, last_value as value from pg_sequences
       where schemaname in ('doyak', 'faults') and last_value is not null`,
    );
    await client.query('commit');
    return { tables: rows.map(({ name }) => name), sequences };
  });
}

async function restore(ownerUrl: string, folder: string, { tables, sequences }: Dump): Promise<void> {
  await withClient(ownerUrl, async (client) => {
    const { rows } = await client.query<{ name: string }>(TABLES);
    assert.deepEqual(
      rows.map(({ name }) => name),
      tables,
      'the fresh database has the same tables',
    );
    // As pg_restore --disable-triggers does: foreign keys and refusals to change rest while the rows come in.
    await client.query(`begin; set local session_replication_role = replica`);
    for (const name of tables) {
      await client.query(`delete from ${name}`);
      await client.query(`copy ${name} from '${join(folder, name)}'`);
    }
    for (const { name, value } of sequences) await client.query('select setval($1, $2)', [name, value]);
    await client.query('commit');
  });
}

/**
 * A dump taken while commands go on, restored into a fresh cluster whose transaction ids start over: what is pending is sequenced there, the
 * tree goes on from its root, and followers go on from their checkpoints.
 */
export const dumpRestore: Fault = {
  name: 'dump-restore',
  limitMs: () => 90_000,
  run: ({ cluster }) =>
    withDatabase(cluster, async (database, open) => {
      const folder = mkdtempSync(join(tmpdir(), 'doyak-dump-'));
      // The server writes and reads it, and may run as another user.
      chmodSync(folder, 0o777);
      const fresh = await FaultCluster.start();
      try {
        const source = await open(database);
        await source.start();
        const streams = await openBoxes(source, 6);
        for (const { stream, caseId } of streams) {
          for (let at = 0; at < 60; at += 1) {
            await source.store.decide(stream, box, { type: 'Count', by: 1 }, options(caseId));
          }
        }
        await settled(source);
        // Old transaction ids, and some events that no follower and no sequencer has seen yet.
        await query(
          database.ownerUrl,
          'do $$ begin for i in 1..2000 loop perform pg_current_xact_id(); commit; end loop; end $$',
        );
        await source.stop();
        const writer = await open(database);
        for (const { stream, caseId } of streams) {
          await writer.store.decide(stream, box, { type: 'Count', by: 1 }, options(caseId));
        }
        const dumped = await dump(database.ownerUrl, folder);

        const target = await fresh.database();
        await prepare(target);
        await restore(target.ownerUrl, folder, dumped);
        const restored = await openStore(target);
        try {
          const before = await restored.store.logSize();
          await restored.start();
          await restored.store.decide(
            streams[0]!.stream,
            box,
            { type: 'Count', by: 1 },
            options(streams[0]!.caseId),
          );
          await settled(restored);
          const { events } = await verifyStore(target.ownerUrl);
          assert.equal(before, 6 * 61);
          assert.equal(events, 6 * 62 + 1, 'what was pending and what came after are in the log');
          await verifyEffects(target.ownerUrl, events);
          const [{ root }] = (await query<{ root: string }>(
            database.ownerUrl,
            `select encode(leaf_hash, 'hex') as root from doyak.log order by index desc limit 1`,
          )) as [{ root: string }];
          const [same] = await query<{ same: boolean }>(
            target.ownerUrl,
            `select encode(leaf_hash, 'hex') = $1 as same from doyak.log where index = $2`,
            [root, before - 1],
          );
          assert.equal(same?.same, true, 'entries are the same bytes');
          return {
            tables: dumped.tables.length,
            restored: before,
            pendingInDump: 6,
            events,
            by: 'server-side COPY',
          };
        } finally {
          await restored.stop();
        }
      } finally {
        await fresh.stop();
        rmSync(folder, { recursive: true, force: true });
      }
    }),
};
