import { randomUUID } from 'node:crypto';
import {
  box,
  type BoxEvent,
  boxEvents,
  eventually,
  openTestStore,
  testActor,
  type TestStore,
} from '@doyak/kernel/testing';
import { afterEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { generationsOf, prepareReadModels, startRebuild } from './generations.js';
import { defineReadModel, readTable, type ReadModel } from './read-model.js';

interface BoxRow {
  id: string;
  label: string;
  count: number;
}
const boxes = readTable<BoxRow>('boxes', {
  key: 'id',
  columns: { id: 'text', label: 'text', count: 'integer not null' },
});
/** `broken` names a label whose box this version cannot show. */
const boxList = (version: number, broken?: { label: string | undefined }) =>
  defineReadModel<BoxEvent>({
    name: 'box-list',
    version,
    tables: [boxes],
    on: {
      BoxOpened: ({ streamId, data }) => {
        if (broken && data.label === broken.label) throw new Error('cannot show it');
        return boxes.put({ id: streamId, label: data.label, count: 0 });
      },
      BoxCounted: ({ streamId, data }) =>
        boxes.change(streamId, (row) => ({ ...row, count: row.count + data.by })),
    },
  });

describe('Generations of a read model', () => {
  it('are prepared once by processes that start together', async () => {
    const fixture = await openTestStore({ events: boxEvents });
    try {
      const { ownerUrl } = fixture.testDatabase;
      const made = await Promise.all(
        Array.from({ length: 6 }, () => prepareReadModels(ownerUrl, [boxList(1)])),
      );
      expect(made.flat()).toHaveLength(1);
    } finally {
      await fixture.drop();
    }
  });

  const opened: TestStore[] = [];
  afterEach(async () => {
    for (const store of opened.splice(0).reverse()) await store.drop();
  });
  const open = async (model: ReadModel, on?: TestStore) => {
    const store = await openTestStore({ events: boxEvents, readModels: [model], on: on?.testDatabase });
    opened.push(store);
    return store;
  };
  const options = () => ({ actor: testActor, now: new Date(0), commandId: randomUUID() });
  const openBox = async (fixture: TestStore, label: string = randomUUID()) => {
    const stream = `box-${randomUUID()}`;
    await fixture.store.decide(stream, box, { type: 'OpenBox', label }, options());
    return stream;
  };
  const count = (fixture: TestStore, stream: string) =>
    fixture.store.decide(stream, box, { type: 'Count', by: 1 }, options());
  const total = async (fixture: TestStore) => {
    const { rows } = await fixture.database.pool.query<{ total: string; boxes: string }>(
      'select coalesce(sum(count), 0) as total, count(*) as boxes from read.boxes',
    );
    return Number(rows[0]!.total) + Number(rows[0]!.boxes);
  };
  const states = async (fixture: TestStore) => {
    const { rows } = await fixture.database.pool.query<{ generation: number; state: string }>(
      'select generation, state from doyak.read_models order by generation',
    );
    return rows.map(({ generation, state }) => `${generation} ${state}`);
  };
  const caughtUp = (fixture: TestStore, size: number) =>
    eventually(async () => expect(await total(fixture)).toBe(size), { timeoutMs: 30_000 });

  it('shows the first at once, and fills it', async () => {
    const fixture = await open(boxList(1));
    expect(await states(fixture)).toEqual(['1 active']);
    expect(await total(fixture)).toBe(0);
    await fixture.start();
    await count(fixture, await openBox(fixture));
    await caughtUp(fixture, 2);
  });

  it('makes no new one for the same digest, and one beside it for another', async () => {
    const fixture = await open(boxList(1));
    const { ownerUrl } = fixture.testDatabase;
    expect(await prepareReadModels(ownerUrl, [boxList(1)])).toEqual([]);
    expect(await prepareReadModels(ownerUrl, [boxList(2)])).toMatchObject([
      { generation: 2, state: 'building' },
    ]);
    expect(await prepareReadModels(ownerUrl, [boxList(2)])).toEqual([]);
    expect(await generationsOf(fixture.database, boxList(1))).toMatchObject([
      { generation: 1, state: 'active' },
    ]);
    expect(await generationsOf(fixture.database, boxList(2))).toMatchObject([
      { generation: 2, state: 'building' },
    ]);
  });

  it('gives up one that is still being built when a newer one comes', async () => {
    const fixture = await open(boxList(1));
    const { ownerUrl } = fixture.testDatabase;
    await prepareReadModels(ownerUrl, [boxList(2)]);
    await prepareReadModels(ownerUrl, [boxList(3)]);
    await prepareReadModels(ownerUrl, [boxList(3)]);
    expect(await states(fixture)).toEqual(['1 active', '3 building']);
    // Back to the program before: what it has is shown still, and the newer one's is given up.
    await prepareReadModels(ownerUrl, [boxList(1)]);
    await prepareReadModels(ownerUrl, [boxList(1)]);
    expect(await states(fixture)).toEqual(['1 active']);
  });

  it.each([
    ['an empty log', 0],
    ['a log in which nothing happens any more', 3],
  ])('switches on %s', async (_, events) => {
    const fixture = await open(boxList(1));
    await fixture.start();
    for (let at = 0; at < events; at += 1) await openBox(fixture);
    await caughtUp(fixture, events);
    await startRebuild(fixture.testDatabase.ownerUrl, boxList(1));
    await eventually(async () => expect(await states(fixture)).toEqual(['1 retired', '2 active']), {
      timeoutMs: 30_000,
    });
    expect(await total(fixture)).toBe(events);
    await count(fixture, await openBox(fixture));
    await caughtUp(fixture, events + 2);
  });

  it('does not switch before it has caught up', async () => {
    const fixture = await open(boxList(1));
    await fixture.start();
    const stream = await openBox(fixture);
    for (let at = 0; at < 20; at += 1) await count(fixture, stream);
    await caughtUp(fixture, 21);
    await fixture.followers.stop();
    const place = await startRebuild(fixture.testDatabase.ownerUrl, boxList(1));
    await fixture.database.pool.query('update doyak.followers set checkpoint = 19 where name = $1', [
      place.follower,
    ]);
    const ask = async () => {
      const { rows } = await fixture.database.pool.query<{ done: boolean }>(
        'select doyak.switch_read_model($1, $2) as done',
        [place.name, place.generation],
      );
      return rows[0]!.done;
    };
    expect(await ask()).toBe(false);
    expect(await total(fixture)).toBe(21);
    await fixture.database.pool.query('update doyak.followers set checkpoint = 20 where name = $1', [
      place.follower,
    ]);
    // Control: whoever switches by the number alone shows what is not there.
    expect(await ask()).toBe(true);
    expect(await total(fixture)).toBe(0);
  });

  it('never fails a read and never goes back in time while commands go on', async () => {
    const fixture = await open(boxList(1));
    await fixture.start();
    const streams = await Promise.all(Array.from({ length: 8 }, () => openBox(fixture)));
    let writing = true;
    const writers = streams.map(async (stream) => {
      let written = 0;
      for (; writing; written += 1) await count(fixture, stream);
      return written;
    });
    let reads = 0;
    const readers = Array.from({ length: 3 }, async () => {
      const client = new pg.Client(fixture.testDatabase.appUrl);
      await client.connect();
      try {
        for (let before = 0; writing; reads += 1) {
          const { rows } = await client.query<{ total: string }>({
            name: 'total',
            text: 'select coalesce(sum(count), 0) as total from read.boxes',
          });
          const now = Number(rows[0]!.total);
          if (now < before) throw new Error(`went back from ${before} to ${now}`);
          before = now;
        }
      } finally {
        await client.end();
      }
    });
    const working = Promise.all([...writers, ...readers]);
    try {
      for (let generation = 2; generation <= 5; generation += 1) {
        await startRebuild(fixture.testDatabase.ownerUrl, boxList(1));
        await Promise.race([
          working,
          eventually(async () => expect((await states(fixture)).at(-1)).toBe(`${generation} active`), {
            timeoutMs: 30_000,
          }),
        ]);
      }
    } finally {
      writing = false;
    }
    const written = (await working).slice(0, 8).reduce<number>((sum, n) => sum + (n ?? 0), 0);
    expect(reads).toBeGreaterThan(20);
    await caughtUp(fixture, 8 + written);
    expect(fixture.errors).toEqual([]);
  }, 60_000);

  it('does not make readers wait for a reader that does not finish', async () => {
    const fixture = await open(boxList(1));
    await fixture.start();
    await openBox(fixture);
    await caughtUp(fixture, 1);
    const slow = await fixture.database.pool.connect();
    try {
      await slow.query('begin');
      await slow.query('select * from read.boxes');
      await startRebuild(fixture.testDatabase.ownerUrl, boxList(1));
      let slowest = 0;
      for (const end = performance.now() + 2_500; performance.now() < end;) {
        const start = performance.now();
        await total(fixture);
        slowest = Math.max(slowest, performance.now() - start);
      }
      expect(slowest).toBeLessThan(1_000);
      expect(await states(fixture)).toEqual(['1 active', '2 building']);
      await slow.query('commit');
    } finally {
      slow.release();
    }
    await eventually(async () => expect(await states(fixture)).toEqual(['1 retired', '2 active']));
    expect(await total(fixture)).toBe(1);
  });

  it('does not switch to one that had to set aside what the old one shows, until that is taken in', async () => {
    const broken: { label: string | undefined } = { label: 'odd' };
    const old = await open(boxList(1));
    await old.start();
    const odd = await openBox(old, 'odd');
    await openBox(old);
    await caughtUp(old, 2);
    await prepareReadModels(old.testDatabase.ownerUrl, [boxList(2, broken)]);
    const next = await open(boxList(2, broken), old);
    await next.start();
    await eventually(async () =>
      expect(await next.followers.setAside()).toMatchObject([{ follower: 'read:box-list@2', streamId: odd }]),
    );
    await count(old, odd);
    await caughtUp(old, 3);
    await eventually(async () =>
      expect((await next.followers.status()).every(({ lag }) => lag === 0)).toBe(true),
    );
    expect(await states(old)).toEqual(['1 active', '2 building']);

    broken.label = undefined;
    await (await next.followers.find('read:box-list@2'))!.retry(odd);
    await eventually(async () => expect(await states(old)).toEqual(['1 retired', '2 active']));
    await caughtUp(next, 3);
  });

  it('goes on past a poison event that the active one has set aside as well', async () => {
    const fixture = await open(boxList(1, { label: 'odd' }));
    await fixture.start();
    await openBox(fixture, 'odd');
    await openBox(fixture);
    await caughtUp(fixture, 1);
    await startRebuild(fixture.testDatabase.ownerUrl, boxList(1));
    await eventually(async () => expect(await states(fixture)).toEqual(['1 retired', '2 active']), {
      timeoutMs: 30_000,
    });
    expect(await total(fixture)).toBe(1);
  });

  it('leaves nothing of the retired ones after the next migration', async () => {
    const fixture = await open(boxList(1));
    await fixture.start();
    await startRebuild(fixture.testDatabase.ownerUrl, boxList(1));
    await eventually(async () => expect(await states(fixture)).toEqual(['1 retired', '2 active']));
    await prepareReadModels(fixture.testDatabase.ownerUrl, [boxList(1)]);
    expect(await states(fixture)).toEqual(['2 active']);
    const { rows } = await fixture.database.pool.query<{ name: string }>(
      `select nspname as name from pg_namespace where nspname like 'rm_%' union all
       select name from doyak.followers order by name`,
    );
    expect(rows.map(({ name }) => name)).toEqual(['read:box-list@2', 'rm_box_list_2']);
    await openBox(fixture);
    await caughtUp(fixture, 1);
  });

  describe('waitUntilFollowed', () => {
    it('says when every read model shows an event, and when not in time', async () => {
      const fixture = await open(boxList(1));
      const stream = await openBox(fixture);
      const [event] = (await count(fixture, stream)).events;
      expect(await fixture.followers.waitUntilFollowed(event!.id, 50)).toBe(false);
      const waiting = fixture.followers.waitUntilFollowed(event!.id, 5_000);
      await fixture.start();
      expect(await waiting).toBe(true);
      expect(await total(fixture)).toBe(2);
      expect(await fixture.followers.waitUntilFollowed(randomUUID(), 50)).toBe(false);
    });

    it('waits for the log alone where there is no read model', async () => {
      const fixture = await openTestStore({ events: boxEvents });
      opened.push(fixture);
      const stream = await openBox(fixture);
      const [event] = (await count(fixture, stream)).events;
      expect(await fixture.followers.waitUntilFollowed(event!.id, 50)).toBe(false);
      fixture.sequencer.start();
      expect(await fixture.followers.waitUntilFollowed(event!.id, 5_000)).toBe(true);
    });

    it('does not wait for a read model that no program fills any more', async () => {
      const before = await open(boxList(1));
      const fixture = await openTestStore({ events: boxEvents, on: before.testDatabase });
      opened.push(fixture);
      await fixture.start();
      const stream = await openBox(fixture);
      const [event] = (await count(fixture, stream)).events;
      expect(await fixture.followers.waitUntilFollowed(event!.id, 5_000)).toBe(true);
    });
  });
});
