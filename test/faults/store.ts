import { randomUUID } from 'node:crypto';
import { migrate } from '@doyak/kernel/database';
import {
  defineReadModel,
  defineSubscription,
  migrations,
  prepareReadModels,
  readTable,
  type ReadModel,
  type Subscription,
} from '@doyak/kernel/event-store';
import type { MigrationInterface, QueryRunner } from 'typeorm';
// Not through the library's index, which needs jest.
import { box, type BoxEvent, boxEvents } from '../../libs/kernel/testing/src/box.js';
import { eventually } from '../../libs/kernel/testing/src/eventually.js';
import type { TestDatabase } from '../../libs/kernel/testing/src/test-database.js';
import { openTestStore, type TestStore } from '../../libs/kernel/testing/src/test-store.js';

export { box, boxEvents, eventually };
export type { TestDatabase, TestStore };

/** Where a follower notes what it did, without a key that would hide a doubled effect. */
class CreateEffects1764000000902 implements MigrationInterface {
  readonly name = 'CreateEffects1764000000902';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create schema faults;
      create table faults.effects (
        place bigint generated always as identity, index bigint not null, event_id uuid not null);
      grant usage on schema faults to doyak_app;
      grant select, insert on faults.effects to doyak_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Only for databases that are dropped as a whole');
  }
}

/** Notes each event once, through the transaction that moves its checkpoint. */
export const effects: Subscription = defineSubscription({
  name: 'effects',
  events: 'all',
  handle: async (event, tx) => {
    await tx.query('insert into faults.effects (index, event_id) values ($1, $2)', [event.index, event.id]);
  },
});

interface BoxRow {
  id: string;
  count: number;
}
const boxes = readTable<BoxRow>('boxes', { key: 'id', columns: { id: 'text', count: 'integer not null' } });

export const boxList: ReadModel = defineReadModel<BoxEvent>({
  name: 'box-list',
  version: 1,
  tables: [boxes],
  on: {
    BoxOpened: ({ streamId }) => boxes.put({ id: streamId, count: 0 }),
    BoxCounted: ({ streamId, data }) =>
      boxes.change(streamId, (row) => ({ ...row, count: row.count + data.by })),
  },
});

/** Brings an empty database to where a store with `effects` and `boxList` can run on it. */
export async function prepare(database: TestDatabase): Promise<void> {
  await migrate(database.ownerUrl, [...migrations, CreateEffects1764000000902]);
  await prepareReadModels(database.ownerUrl, [boxList]);
}

/** One process's store on a prepared database: nothing runs until it is started. */
export function openStore(
  on: Pick<TestDatabase, 'appUrl'>,
  followers: { subscriptions?: readonly Subscription[]; readModels?: readonly ReadModel[] } = {
    subscriptions: [effects],
    readModels: [boxList],
  },
): Promise<TestStore> {
  return openTestStore({ events: boxEvents, on: on as TestDatabase, ...followers });
}

/** Opens stores on a fresh database of the cluster for `work`, and takes all away again. */
export async function withDatabase<Result>(
  cluster: { database(): Promise<TestDatabase> },
  work: (database: TestDatabase, open: typeof openStore) => Promise<Result>,
): Promise<Result> {
  const database = await cluster.database();
  const stores: TestStore[] = [];
  try {
    await prepare(database);
    return await work(database, async (...args) => {
      const store = await openStore(...args);
      stores.push(store);
      return store;
    });
  } finally {
    for (const store of stores) await store.stop();
    await database.drop();
  }
}

export const options = (caseId?: string) => ({
  actor: { kind: 'system', id: 'faults', authority: 'test' } as const,
  now: new Date('2026-03-02T00:00:00.000Z'),
  commandId: randomUUID(),
  caseId,
});

/** Boxes that are open, each of a case of its own or, by pairs, of one case. */
export async function openBoxes(
  fixture: TestStore,
  count: number,
): Promise<{ stream: string; caseId: string }[]> {
  const opened: { stream: string; caseId: string }[] = [];
  for (let at = 0; at < count; at += 1) {
    const stream = `box-${randomUUID()}`;
    const caseId = at % 2 ? opened[at - 1]!.caseId : randomUUID();
    await fixture.store.decide(stream, box, { type: 'OpenBox', label: stream }, options(caseId));
    opened.push({ stream, caseId });
  }
  return opened;
}

/** Waits until everything committed is in the log and every follower has taken it in. */
export async function settled(fixture: TestStore, timeoutMs = 30_000): Promise<void> {
  await eventually(
    async () => {
      const { rows } = await fixture.database.pool.query('select from doyak.pending limit 1');
      if (rows.length > 0) return false;
      return (await fixture.followers.status()).every(({ lag }) => lag === 0);
    },
    { timeoutMs },
  );
}
