import { randomUUID } from 'node:crypto';
import { defineEvents, event, type EventsOf } from '@doyak/kernel/decider';
import { eventually, openTestStore, testActor, type TestStore } from '@doyak/kernel/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import pg from 'pg';
import { z } from 'zod';
import { Follower } from './follower.js';
import {
  createGeneration,
  dropGeneration,
  followGeneration,
  withOwner,
  type Generation,
} from './generations.js';
import { defineReadModel, readTable } from './read-model.js';

const shelfEvents = defineEvents(
  event('ShelfPut', {
    stored: 'testing.shelf-put',
    version: 1,
    schema: z.object({ key: z.uuid(), label: z.string().optional() }),
  }),
  event('ShelfChanged', {
    stored: 'testing.shelf-changed',
    version: 1,
    schema: z.object({ key: z.uuid(), by: z.int() }),
  }),
  event('ShelfRemoved', {
    stored: 'testing.shelf-removed',
    version: 1,
    schema: z.object({ key: z.uuid() }),
  }),
  event('ShelfIgnored', { stored: 'testing.shelf-ignored', version: 1, schema: z.object({}) }),
);
type ShelfEvent = EventsOf<typeof shelfEvents>;

interface Item {
  id: string;
  label: string | null;
  count: number;
  amount: number;
  notes: unknown;
  /** What the row looked like to the last change: shows whether it saw the same as it would in a batch of one. */
  seen: string;
  changed_at: string;
  due: string | null;
}
const items = readTable<Item>('items', {
  key: 'id',
  columns: {
    id: 'uuid',
    label: 'text unique',
    count: 'integer not null',
    amount: 'bigint not null',
    notes: 'jsonb',
    seen: 'text not null',
    changed_at: 'timestamptz not null',
    due: 'date',
  },
  indexes: ['(count)'],
});
interface Tally {
  type: string;
  times: number;
}
const tallies = readTable<Tally>('tallies', {
  key: 'type',
  columns: { type: 'text', times: 'integer not null' },
});

const shelf = defineReadModel<ShelfEvent>({
  name: 'shelf',
  version: 1,
  tables: [items, tallies],
  on: {
    ShelfPut: ({ data, occurredAt }) => [
      items.put({
        id: data.key,
        // Left out and null must come to the same.
        label: data.label as string | null,
        count: 0,
        amount: 9_007_199_254_740_991,
        notes: { z: 1, a: [data.key] },
        seen: '',
        changed_at: occurredAt,
        due: null,
      }),
      tallies.put({ type: 'put', times: 1 }),
    ],
    ShelfChanged: ({ data, occurredAt }) =>
      items.change(data.key, (row) => ({
        ...row,
        count: row.count + data.by,
        amount: row.amount - 1,
        due: '2026-03-02',
        changed_at: occurredAt,
        seen: JSON.stringify([row.label === null, row.changed_at, row.amount, row.due]),
      })),
    ShelfRemoved: ({ data }) => items.remove(data.key),
  },
});

const keys = Array.from({ length: 3 }, (_, at) => `0000000${at}-aBCD-7000-8000-000000000000`);
const now = new Date('2026-03-02T00:00:00.120Z');

/** A step: which stream, what happens to which key. */
const step = fc.record({
  stream: fc.nat({ max: 2 }),
  key: fc.constantFrom(...keys),
  event: fc.oneof(
    { weight: 8, arbitrary: fc.constant('ShelfPut' as const) },
    { weight: 5, arbitrary: fc.constant('ShelfChanged' as const) },
    { weight: 2, arbitrary: fc.constant('ShelfRemoved' as const) },
    { weight: 1, arbitrary: fc.constant('ShelfIgnored' as const) },
  ),
  by: fc.integer({ min: -5, max: 5 }),
  upper: fc.boolean(),
});

/** Rows that change after they were put, and a change of a row that is not there. */
const TELLING = (
  [
    [0, 0, 'ShelfPut'],
    [0, 0, 'ShelfChanged'],
    [1, 2, 'ShelfChanged'],
    [2, 1, 'ShelfPut'],
    [1, 2, 'ShelfPut'],
    [2, 1, 'ShelfChanged'],
    [0, 0, 'ShelfChanged'],
    [2, 1, 'ShelfIgnored'],
  ] as const
).map(([stream, key, event]) => ({ stream, key: keys[key]!, event, by: 2, upper: false }));

describe('Read models', () => {
  let fixture: TestStore;
  let owner: pg.Client;
  beforeAll(async () => {
    fixture = await openTestStore({ events: shelfEvents });
    fixture.sequencer.start();
    owner = new pg.Client(fixture.testDatabase.ownerUrl);
    await owner.connect();
  });
  afterAll(async () => {
    await owner.end();
    await fixture.drop();
  });

  const append = (streamId: string, ...events: ShelfEvent[]) =>
    fixture.store.append({ streamId, events, commandId: randomUUID(), actor: testActor, now });
  const sequenced = () =>
    eventually(async () => {
      const { rows } = await owner.query('select from doyak.pending limit 1');
      return rows.length === 0;
    });

  /** Follows the log after an index with batches of a size, into tables of its own, and answers what is in them and what was set aside. */
  const build = async (batch: number, after: number) => {
    const place = await withOwner(fixture.testDatabase.ownerUrl, (client) =>
      createGeneration(client, shelf, 'checking'),
    );
    try {
      await owner.query('update doyak.followers set checkpoint = $2 where name = $1', [
        place.follower,
        after,
      ]);
      const following = { ...followGeneration(fixture.database, fixture.registry, shelf, place), batch };
      const errors: unknown[] = [];
      const follower = new Follower(
        fixture.database,
        fixture.registry,
        fixture.signals,
        following,
        (_, error) => errors.push(error),
      );
      // Nobody waits between the attempts at an event that fails.
      const hurry = setInterval(() => fixture.signals.sequenced.signal(), 1);
      try {
        while ((await follower.pass()) === 'moved');
      } finally {
        clearInterval(hurry);
      }
      return { ...(await contents(place)), errors: errors.map(String) };
    } finally {
      await dropGeneration(owner, place);
    }
  };
  const contents = async ({ schema, follower }: Generation) => {
    const read = async (sql: string, values: unknown[] = []) => (await owner.query<object>(sql, values)).rows;
    return {
      items: await read(`select * from ${schema}.items order by id`),
      tallies: await read(`select * from ${schema}.tallies order by type`),
      aside: await read(
        'select index, reason, error from doyak.set_aside where follower = $1 order by index',
        [follower],
      ),
    };
  };

  it('hold the same whatever the size of the batches, poison events set aside likewise', async () => {
    let changed = 0;
    let aside = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 8, maxLength: 30 }),
        fc.integer({ min: 2, max: 15 }),
        async (steps, batch) => {
          await sequenced();
          const after = (await fixture.store.logSize()) - 1;
          const streams = [randomUUID(), randomUUID(), randomUUID()].map((id) => `shelf-${id}`);
          for (const { stream, key, event, by, upper } of steps) {
            const id = upper ? key.toUpperCase() : key;
            const data = { key: id, by, ...(by > 0 ? { label: key } : {}) };
            await append(streams[stream]!, {
              type: event,
              data: event === 'ShelfIgnored' ? {} : data,
            } as ShelfEvent);
          }
          await sequenced();
          const oneByOne = await build(1, after);
          expect(await build(batch, after)).toEqual(oneByOne);
          expect(await build(2_000, after)).toEqual(oneByOne);
          changed += oneByOne.items.filter((row) => (row as Item).seen !== '').length;
          aside += oneByOne.aside.length;
        },
      ),
      // One example whose rows change after they were put, with poison in it; the rest is drawn.
      { numRuns: 8, examples: [[TELLING, 3]] },
    );
    expect(changed).toBeGreaterThan(0);
    expect(aside).toBeGreaterThan(0);
  }, 60_000);

  it('change, remove and put the same row many times within one batch', async () => {
    await sequenced();
    const after = (await fixture.store.logSize()) - 1;
    const [key, other] = [randomUUID(), randomUUID()];
    await append(
      `shelf-${key}`,
      { type: 'ShelfPut', data: { key, label: 'first' } },
      { type: 'ShelfChanged', data: { key, by: 2 } },
      { type: 'ShelfChanged', data: { key, by: 3 } },
      { type: 'ShelfRemoved', data: { key } },
      // The label is unique: the row that had it is gone by now.
      { type: 'ShelfPut', data: { key: other, label: 'first' } },
      { type: 'ShelfChanged', data: { key: other, by: 4 } },
    );
    await sequenced();
    const built = await build(2_000, after);
    expect(built.items).toMatchObject([{ id: other, label: 'first', count: 4, amount: '9007199254740990' }]);
    expect(built.tallies).toEqual([{ type: 'put', times: 1 }]);
    expect(built.errors).toEqual([]);
  });

  it('give a unique value from a row removed earlier to another, within one batch as event by event', async () => {
    await sequenced();
    const [key, other] = [randomUUID(), randomUUID()];
    await append(`shelf-${key}`, { type: 'ShelfPut', data: { key, label: 'handed on' } });
    const place = await withOwner(fixture.testDatabase.ownerUrl, (client) =>
      createGeneration(client, shelf, 'checking'),
    );
    try {
      await sequenced();
      await owner.query('update doyak.followers set checkpoint = $2 where name = $1', [
        place.follower,
        (await fixture.store.logSize()) - 2,
      ]);
      let batches = 0;
      const following = followGeneration(fixture.database, fixture.registry, shelf, place);
      const counted: typeof following = {
        ...following,
        apply: (events, tx) => {
          batches += 1;
          return following.apply(events, tx);
        },
      };
      const follower = new Follower(
        fixture.database,
        fixture.registry,
        fixture.signals,
        counted,
        () => undefined,
      );
      await follower.pass();
      await append(
        `shelf-${key}`,
        { type: 'ShelfRemoved', data: { key } },
        { type: 'ShelfPut', data: { key: other, label: 'handed on' } },
      );
      await sequenced();
      await follower.pass();
      expect((await contents(place)).items).toMatchObject([{ id: other, label: 'handed on' }]);
      expect(batches).toBe(2);
    } finally {
      await dropGeneration(owner, place);
    }
  });

  it('set aside the change of a row that is not there', async () => {
    await sequenced();
    const after = (await fixture.store.logSize()) - 1;
    const key = randomUUID();
    await append(`shelf-${key}`, { type: 'ShelfChanged', data: { key, by: 1 } });
    await sequenced();
    const built = await build(2_000, after);
    expect(built.aside).toMatchObject([
      { reason: 'failed', error: `Error: Read table items has no row ${key}` },
    ]);
    expect(built.items).toEqual([]);
  });

  it('refuse a change that makes a row another one', () => {
    const change = items.change('a', (row) => ({ ...row, id: 'b' }));
    expect(() => change.change({ id: 'a' })).toThrow('Read table items: row a became b');
  });

  it('are named and described so that SQL can be made of them', () => {
    expect(() => readTable('Bad Name', { key: 'id', columns: { id: 'uuid' } })).toThrow('not snake_case');
    const changed = defineReadModel<ShelfEvent>({
      name: 'shelf',
      version: 2,
      tables: [items, tallies],
      on: {},
    });
    expect(changed.digest).not.toBe(shelf.digest);
  });
});
