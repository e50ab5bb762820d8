import { randomUUID } from 'node:crypto';
import {
  type BoxEvent,
  boxEvents,
  eventually,
  openTestStore,
  testActor,
  type TestStore,
} from '@doyak/kernel/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkReadModel } from './check-read-model.js';
import { followGeneration, generationsOf, startRebuild, withOwner } from './generations.js';
import { Follower } from './follower.js';
import { defineReadModel, type Past, readTable } from './read-model.js';
import type { LoggedEvent } from './recorded-event.js';

interface BoxRow {
  id: string;
  label: string;
  notes: readonly string[];
  changed_at: string;
}
const boxes = readTable<BoxRow>('boxes', {
  key: 'id',
  columns: {
    id: 'text',
    label: 'text not null',
    notes: 'jsonb not null',
    changed_at: 'timestamptz not null',
  },
  indexes: ['(label)'],
  temporal: true,
});
const boxList = defineReadModel<BoxEvent>({
  name: 'box-list',
  version: 1,
  tables: [boxes],
  on: {
    BoxOpened: ({ streamId, data, occurredAt }) =>
      boxes.put({ id: streamId, label: data.label, notes: [], changed_at: occurredAt }),
    BoxCounted: ({ streamId, data, occurredAt }) =>
      boxes.change(streamId, (row) => ({
        ...row,
        notes: [...row.notes, String(data.note)],
        changed_at: occurredAt,
      })),
    BoxClosed: ({ streamId }) => boxes.remove(streamId),
  },
});

const minute = (at: number) => new Date(Date.UTC(2026, 2, 2, 0, at, 0, 7));

describe('The past of a temporal table', () => {
  let fixture: TestStore;
  beforeAll(async () => {
    fixture = await openTestStore({ events: boxEvents, readModels: [boxList] });
    fixture.sequencer.start();
  });
  afterAll(() => fixture.drop());

  const append = (streamId: string, at: number, ...events: BoxEvent[]) =>
    fixture.store.append({ streamId, events, commandId: randomUUID(), actor: testActor, now: minute(at) });
  const follow = async (batch: number) => {
    await eventually(async () => {
      const { rows } = await fixture.database.pool.query('select from doyak.pending limit 1');
      return rows.length === 0;
    });
    for (const place of await generationsOf(fixture.database, boxList)) {
      const following = { ...followGeneration(fixture.database, fixture.registry, boxList, place), batch };
      const follower = new Follower(
        fixture.database,
        fixture.registry,
        fixture.signals,
        following,
        (_, error) => {
          throw error as Error;
        },
      );
      while ((await follower.pass()) === 'moved');
      await following.passed?.();
    }
  };
  const rowsAt = async (past: Past): Promise<object[]> => {
    const values: unknown[] = [];
    const source = boxes.from(past, values);
    const { rows } = await fixture.database.pool.query<{ row: object }>(
      `select row_to_json(b) as row from (select id, label, notes from ${source} x order by id) b`,
      values,
    );
    return rows.map(({ row }) => row);
  };
  /** Folds every event of the log that had happened and was recorded by then. */
  const foldedAt = async ({ asOf, knownAt }: Past): Promise<object[]> => {
    const rows = new Map<string, BoxRow>();
    for await (const event of fixture.store.streamLog() as AsyncIterable<LoggedEvent<BoxEvent>>) {
      if (asOf && Date.parse(event.occurredAt) > asOf.getTime()) continue;
      if (knownAt && Date.parse(event.recordedAt) > knownAt.getTime()) continue;
      const before = rows.get(event.streamId);
      const { label, note } = event.data as { label?: string; note?: string };
      if (event.type === 'BoxClosed') rows.delete(event.streamId);
      else if (event.type === 'BoxOpened') {
        rows.set(event.streamId, { id: event.streamId, label: label!, notes: [], changed_at: '' });
      } else if (before) {
        rows.set(event.streamId, { ...before, notes: [...before.notes, note!] });
      }
    }
    return [...rows.values()]
      .sort((one, other) => (one.id < other.id ? -1 : 1))
      .map(({ id, label, notes }) => ({ id, label, notes }));
  };

  it('equals a fold of the log at any pair of instants, whatever the batches, events out of order among them', async () => {
    const drawn = fc.sample(
      fc.record({
        box: fc.nat({ max: 5 }),
        at: fc.nat({ max: 20 }),
        more: fc.nat({ max: 2 }),
        batch: fc.nat({ max: 12 }),
      }),
      { numRuns: 60, seed: 7 },
    );
    const streams = Array.from({ length: 6 }, () => `box-${randomUUID()}`);
    const open = new Set<string>();
    for (const [place, { box, at, more, batch }] of drawn.entries()) {
      const stream = streams[box]!;
      if (!open.has(stream)) await append(stream, at, { type: 'BoxOpened', data: { label: `box ${place}` } });
      open.add(stream);
      const counted = Array.from({ length: more + 1 }, (_, n): BoxEvent => {
        return { type: 'BoxCounted', data: { by: 1, note: `${place}.${n}` } };
      });
      await append(stream, (at * 7) % 20, ...counted);
      if (place % 11 === 10) {
        await append(stream, at, { type: 'BoxClosed', data: {} });
        open.delete(stream);
      }
      if (batch === 0) await follow(1 + (place % 5));
    }
    await follow(2_000);

    const known = (await fixture.store.readLog({ after: -1, limit: 1_000 })).map(
      ({ recordedAt }) => new Date(recordedAt),
    );
    let different = 0;
    for (let at = -1; at <= 20; at += 3) {
      for (const knownAt of [undefined, ...known.filter((_, place) => place % 17 === 3)]) {
        const past = { asOf: minute(at), knownAt };
        const rows = await rowsAt(past);
        expect(rows).toEqual(await foldedAt(past));
        if (JSON.stringify(rows) !== JSON.stringify(await rowsAt({}))) different += 1;
      }
    }
    for (const knownAt of known.filter((_, place) => place % 5 === 0)) {
      expect(await rowsAt({ knownAt })).toEqual(await foldedAt({ knownAt }));
    }
    expect(await rowsAt({ knownAt: new Date(Date.now() + 1_000) })).toEqual(await rowsAt({}));
    expect(different).toBeGreaterThan(20);
    expect(await checkReadModel(fixture.testDatabase.ownerUrl, fixture.store, boxList)).toMatchObject({
      equal: true,
    });
  });

  it('is built anew beside the old one and switched to with it', async () => {
    const before = await rowsAt({ asOf: minute(9) });
    const { generation } = await startRebuild(fixture.testDatabase.ownerUrl, boxList);
    expect(await rowsAt({ asOf: minute(9) })).toEqual(before);
    await follow(50);
    const active = (await generationsOf(fixture.database, boxList)).find(({ state }) => state === 'active');
    expect(active?.generation).toBe(generation);
    expect(await rowsAt({ asOf: minute(9) })).toEqual(before);
  });

  it('is checked like the rows of today: a row of the past that was changed is found', async () => {
    const { schema } = (await generationsOf(fixture.database, boxList)).at(-1)!;
    await withOwner(fixture.testDatabase.ownerUrl, (client) =>
      client.query(
        `update ${schema}.boxes_past set label = 'another' where ctid = (select min(ctid) from ${schema}.boxes_past where not past_gone)`,
      ),
    );
    const checked = await checkReadModel(fixture.testDatabase.ownerUrl, fixture.store, boxList);
    expect(checked.equal).toBe(false);
    expect(checked.differences.map(({ table, side }) => [table, side])).toEqual([
      ['boxes_past', 'read'],
      ['boxes_past', 'replay'],
    ]);
  });

  it('is refused of a table that keeps none', () => {
    const plain = readTable<{ id: string }>('plain', { key: 'id', columns: { id: 'text' } });
    expect(plain.from({}, [])).toBe('read.plain');
    expect(() => plain.from({ asOf: minute(0) }, [])).toThrow('Read table plain keeps no past');
  });
});
