import type { Database } from '@doyak/kernel/database';
import pg from 'pg';
import { project } from './apply-changes.js';
import type { EventRegistry } from './event-registry.js';
import type { Following } from './follower.js';
import { createTables, type ReadModel } from './read-model.js';

/** A generation of a read model as PostgreSQL has it. */
export interface Generation {
  readonly name: string;
  readonly generation: number;
  readonly digest: string;
  readonly schema: string;
  readonly follower: string;
  readonly state: 'building' | 'active' | 'checking' | 'retired';
}

/** Pause (ms) after a switch that a slow reader kept from happening: other readers waited behind it for a moment. */
const SWITCH_PAUSE = 2_000;
const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Run with the owner's rights after the migrations: a read model that is new, or whose digest has changed, gets a generation. The very
 * first is active at once; a later one is built beside it and switched to when it has caught up. One that is still being built for another
 * digest is given up.
 */
export async function prepareReadModels(
  ownerUrl: string,
  models: readonly ReadModel[],
): Promise<Generation[]> {
  return withOwner(ownerUrl, async (client) => {
    // Processes that start together prepare one after another; the lock goes with the session.
    await client.query(`select pg_advisory_lock(hashtext('doyak.read_models'))`);
    const made: Generation[] = [];
    for (const model of models) {
      await client.query(
        `update doyak.read_models set state = 'retired' where name = $1 and state = 'building' and digest <> $2`,
        [model.name, model.digest],
      );
      const { rows } = await client.query<{ digest: string }>(
        `select digest from doyak.read_models where name = $1 and state in ('active', 'building')`,
        [model.name],
      );
      if (!rows.some(({ digest }) => digest === model.digest)) {
        made.push(await createGeneration(client, model, rows.length === 0 ? 'active' : 'building'));
      }
    }
    await dropRetired(client);
    return made;
  });
}

/** Starts a new generation of a read model whatever its digest. The workers fill it; the switch comes when it has caught up. */
export async function startRebuild(ownerUrl: string, model: ReadModel): Promise<Generation> {
  return withOwner(ownerUrl, async (client) => {
    await dropRetired(client);
    return createGeneration(client, model, 'building');
  });
}

/** The generations that a program with this read model is to fill. */
export async function generationsOf(
  database: Pick<Database, 'pool'>,
  model: ReadModel,
): Promise<Generation[]> {
  const { rows } = await database.pool.query<Generation>(
    `select name, generation, digest, schema_name as schema, follower, state from doyak.read_models
     where name = $1 and digest = $2 and state in ('active', 'building') order by generation`,
    [model.name, model.digest],
  );
  return rows;
}

/** How a generation follows the log. A building one asks to be switched to after each pass; PostgreSQL says whether it may. */
export function followGeneration(
  database: Database,
  registry: EventRegistry,
  model: ReadModel,
  place: Generation,
): Following {
  let building = place.state === 'building';
  let askAgain = 0;
  return {
    name: place.follower,
    types: model.every ? undefined : registry.storedTypes(Object.keys(model.on)),
    batch: 2_000,
    apply: (events, tx) => project(tx, model, place.schema, events),
    passed: async () => {
      if (!building || performance.now() < askAgain) return;
      try {
        const { rows } = await database.pool.query<{ done: boolean }>(
          'select doyak.switch_read_model($1, $2) as done',
          [place.name, place.generation],
        );
        building = !rows[0]!.done;
      } catch (error) {
        if ((error as { code?: string }).code !== LOCK_NOT_AVAILABLE) throw error;
        askAgain = performance.now() + SWITCH_PAUSE;
      }
    },
  };
}

/** Makes a generation's tables and its follower, in one transaction. Needs the owner's rights. */
export async function createGeneration(
  client: pg.ClientBase,
  model: ReadModel,
  state: 'building' | 'active' | 'checking',
): Promise<Generation> {
  await client.query('begin');
  try {
    await client.query(`select pg_advisory_xact_lock(hashtext('doyak.read_models'))`);
    const { rows } = await client.query<{ next: number }>(
      'select coalesce(max(generation), 0) + 1 as next from doyak.read_models where name = $1',
      [model.name],
    );
    const generation = rows[0]!.next;
    const schema = `rm_${model.name.replaceAll('-', '_')}_${generation}`;
    const follower = `read:${model.name}@${generation}`;
    await client.query(`
      create schema ${schema};
      ${createTables(model, schema)};
      grant usage on schema ${schema} to doyak_app;
      grant select, insert, update, delete on all tables in schema ${schema} to doyak_app;
    `);
    await client.query('insert into doyak.followers (name) values ($1)', [follower]);
    await client.query(
      'insert into doyak.read_models (name, generation, digest, schema_name, follower, state) values ($1, $2, $3, $4, $5, $6)',
      [model.name, generation, model.digest, schema, follower, state],
    );
    if (state === 'active') await client.query('select doyak.show_read_model($1)', [schema]);
    await client.query('commit');
    return { name: model.name, generation, digest: model.digest, schema, follower, state };
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

/** Removes a generation's tables for good. Needs the owner's rights. */
export async function dropGeneration(
  client: pg.ClientBase,
  place: Pick<Generation, 'schema' | 'follower'>,
): Promise<void> {
  await client.query('begin');
  try {
    // A reader that has not finished holds its table; it is dropped another time rather than made to wait.
    await client.query(`set local lock_timeout = '2s'`);
    await client.query(`drop schema if exists ${place.schema} cascade`);
    await client.query('delete from doyak.read_models where follower = $1', [place.follower]);
    await client.query('delete from doyak.followers where name = $1', [place.follower]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

async function dropRetired(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ schema: string; follower: string }>(
    `select schema_name as schema, follower from doyak.read_models where state = 'retired' or
       (state = 'checking' and created_at < now() - interval '1 day')`,
  );
  for (const place of rows) {
    await dropGeneration(client, place).catch((error: { code?: string }) => {
      if (error.code !== LOCK_NOT_AVAILABLE) throw error;
    });
  }
}

export async function withOwner<Result>(
  ownerUrl: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'doyak-owner' });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
