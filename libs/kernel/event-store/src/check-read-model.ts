import { createHash } from 'node:crypto';
import pg from 'pg';
import { project } from './apply-changes.js';
import type { EventStore } from './event-store.js';
import { createGeneration, dropGeneration, withOwner } from './generations.js';
import { type ReadModel, tableNames } from './read-model.js';
import type { LoggedEvent } from './recorded-event.js';

/** Whether what is read equals a replay of the log. */
export interface ReadModelCheck {
  readonly name: string;
  /** The log index at which both were compared. */
  readonly index: number;
  readonly equal: boolean;
  /** Rows that differ, at most 20: `side` says where the row is. */
  readonly differences: readonly { table: string; side: 'read' | 'replay'; row: unknown }[];
  /** Rows compared. */
  readonly rows: number;
  /** SHA-256 over all rows in the order of their text: of what is read, and of the replay. */
  readonly digests: { readonly read: string; readonly replay: string };
}

const PAGE = 2_000;

/**
 * Replays the log into tables of its own and compares them, row by row, with those that are read, at one and the same index. Reading and
 * commands go on; the read model's follower waits while the last events are replayed and the rows compared. Needs the owner's rights. Throws
 * when what is read has been built by another version of the read model, and what a projection throws.
 */
export async function checkReadModel(
  ownerUrl: string,
  store: EventStore,
  model: ReadModel,
): Promise<ReadModelCheck> {
  return withOwner(ownerUrl, async (client) => {
    const { rows } = await client.query<{ schema_name: string; follower: string }>(
      `select schema_name, follower from doyak.read_models where name = $1 and digest = $2 and state = 'active'`,
      [model.name, model.digest],
    );
    const [active] = rows;
    if (!active) throw new Error(`Read model ${model.name} is not shown by this version: rebuild it first`);
    const place = await createGeneration(client, model, 'checking');
    try {
      const checkpoint = async (lock: string) => {
        const found = await client.query<{ checkpoint: string }>(
          `select checkpoint from doyak.followers where name = $1 ${lock}`,
          [active.follower],
        );
        return Number(found.rows[0]!.checkpoint);
      };
      const first = await checkpoint('');
      await replay(client, store, model, place.schema, -1, first);
      await client.query('begin');
      const index = await checkpoint('for update');
      await replay(client, store, model, place.schema, first, index);
      return await compare(client, model, active.schema_name, place.schema, index);
    } finally {
      await client.query('rollback');
      await dropGeneration(client, place);
    }
  });
}

async function replay(
  client: pg.Client,
  store: EventStore,
  model: ReadModel,
  schema: string,
  after: number,
  to: number,
): Promise<void> {
  let batch: LoggedEvent[] = [];
  for await (const event of store.streamLog({ after, to, page: PAGE })) {
    batch.push(event);
    if (batch.length === PAGE) {
      await project(client as unknown as pg.PoolClient, model, schema, batch);
      batch = [];
    }
  }
  if (batch.length > 0) await project(client as unknown as pg.PoolClient, model, schema, batch);
}

async function compare(
  client: pg.Client,
  model: ReadModel,
  read: string,
  replayed: string,
  index: number,
): Promise<ReadModelCheck> {
  const differences: { table: string; side: 'read' | 'replay'; row: unknown }[] = [];
  let compared = 0;
  const digests = { read: createHash('sha256'), replay: createHash('sha256') };
  for (const table of tableNames(model)) {
    for (const [side, one, other] of [
      ['read', read, replayed] as const,
      ['replay', replayed, read] as const,
    ]) {
      const { rows } = await client.query<{ row: unknown }>(
        `select to_jsonb(t) as row from ${one}.${table} t except select to_jsonb(t) from ${other}.${table} t limit 20`,
      );
      differences.push(...rows.map(({ row }) => ({ table, side, row })));
      digests[side].update(await digestOf(client, `${one}.${table}`));
    }
    const { rows } = await client.query<{ count: string }>(
      `select count(*) as count from ${replayed}.${table}`,
    );
    compared += Number(rows[0]!.count);
  }
  return {
    name: model.name,
    index,
    equal: differences.length === 0,
    differences: differences.slice(0, 20),
    rows: compared,
    digests: { read: digests.read.digest('hex'), replay: digests.replay.digest('hex') },
  };
}

/** Row by row through the database, so that no more than a hash of each comes here. */
async function digestOf(client: pg.Client, table: string): Promise<string> {
  const { rows } = await client.query<{ digest: string }>(
    `select encode(sha256(coalesce(string_agg(sha256(convert_to(to_jsonb(t)::text, 'UTF8')), ''::bytea
       order by to_jsonb(t)::text collate "C"), ''::bytea)), 'hex') as digest from ${table} t`,
  );
  return rows[0]!.digest;
}
