import { randomUUID } from 'node:crypto';
import {
  box,
  type BoxCommand,
  type BoxEvent,
  boxEvents,
  eventually,
  openTestStore,
  testActor,
  type TestStore,
} from '@doyak/kernel/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkReadModel } from './check-read-model.js';
import { withOwner } from './generations.js';
import { defineReadModel, readTable } from './read-model.js';

interface BoxRow {
  id: string;
  count: number;
  opened_at: string;
}
const boxes = readTable<BoxRow>('boxes', {
  key: 'id',
  columns: { id: 'text', count: 'integer not null', opened_at: 'timestamptz not null' },
});
const boxList = defineReadModel<BoxEvent>({
  name: 'box-list',
  version: 1,
  tables: [boxes],
  on: {
    BoxOpened: ({ streamId, occurredAt }) => boxes.put({ id: streamId, count: 0, opened_at: occurredAt }),
    BoxCounted: ({ streamId, data }) =>
      boxes.change(streamId, (row) => ({ ...row, count: row.count + data.by })),
    BoxClosed: ({ streamId }) => boxes.remove(streamId),
  },
});

describe('checkReadModel', () => {
  let fixture: TestStore;
  let kept: string;
  beforeAll(async () => {
    fixture = await openTestStore({ events: boxEvents, readModels: [boxList] });
    await fixture.start();
    for (let at = 0; at < 12; at += 1) {
      kept = await openBox();
      await give(kept, { type: 'Count', by: at });
      if (at % 3 === 0) await give(kept, { type: 'CloseBox' });
    }
    await caughtUp();
  });
  afterAll(() => fixture.drop());

  const give = (stream: string, command: BoxCommand) =>
    fixture.store.decide(stream, box, command, {
      ...{ actor: testActor, now: new Date(0), commandId: randomUUID() },
    });
  const openBox = async () => {
    const stream = `box-${randomUUID()}`;
    await give(stream, { type: 'OpenBox', label: stream });
    return stream;
  };
  const caughtUp = () =>
    eventually(async () => {
      const { rows } = await fixture.database.pool.query('select from doyak.pending limit 1');
      return rows.length === 0 && (await fixture.followers.status()).every(({ lag }) => lag === 0);
    });
  const check = () => checkReadModel(fixture.testDatabase.ownerUrl, fixture.store, boxList);
  const behind = (sql: string, values: unknown[] = []) =>
    withOwner(fixture.testDatabase.ownerUrl, (client) => client.query(sql, values));

  it('finds what is read equal to a replay, and says how much it compared', async () => {
    const checked = await check();
    expect(checked).toEqual({
      name: 'box-list',
      index: (await fixture.store.logSize()) - 1,
      equal: true,
      differences: [],
      rows: 8,
      digests: { read: checked.digests.replay, replay: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
  });

  it.each([
    ['changed', 'update rm_box_list_1.boxes set count = count + 1 where id = $1', ['read', 'replay']],
    ['removed', 'delete from rm_box_list_1.boxes where id = $1', ['replay']],
    [
      'added',
      `insert into rm_box_list_1.boxes select id || '-2', count, opened_at from rm_box_list_1.boxes where id = $1`,
      ['read'],
    ],
  ])('finds a row that was %s behind its back', async (_, sql, sides) => {
    await behind('create table public.kept as table rm_box_list_1.boxes');
    await behind(sql, [kept]);
    try {
      const checked = await check();
      expect(checked.equal).toBe(false);
      expect(checked.digests.read).not.toBe(checked.digests.replay);
      expect(checked.differences.map(({ side }) => side)).toEqual(sides);
      expect(checked.differences[0]).toMatchObject({
        table: 'boxes',
        row: { id: expect.stringContaining(kept) },
      });
    } finally {
      await behind(
        'delete from rm_box_list_1.boxes; insert into rm_box_list_1.boxes table public.kept; drop table public.kept',
      );
    }
    expect((await check()).equal).toBe(true);
  });

  it('leaves nothing behind', async () => {
    await check();
    const { rows } = await behind(
      `select nspname as name from pg_namespace where nspname like 'rm\\_%' union all select name from doyak.followers order by 1`,
    );
    expect(rows).toEqual([{ name: 'read:box-list@1' }, { name: 'rm_box_list_1' }]);
  });

  it('compares at one index while commands go on', async () => {
    let writing = true;
    const writer = (async () => {
      while (writing) await give(kept, { type: 'Count', by: 1 });
    })();
    try {
      for (let at = 0; at < 3; at += 1) expect(await check()).toMatchObject({ equal: true, differences: [] });
    } finally {
      writing = false;
      await writer;
    }
    await caughtUp();
    expect((await check()).equal).toBe(true);
  });

  it('says plainly that there is nothing to check for a model that has never been prepared', async () => {
    const other = defineReadModel<BoxEvent>({ name: 'other', version: 1, tables: [boxes], on: {} });
    await expect(checkReadModel(fixture.testDatabase.ownerUrl, fixture.store, other)).rejects.toThrow(
      'Read model other is not shown by this version',
    );
    const newer = defineReadModel<BoxEvent>({ name: 'box-list', version: 2, tables: [boxes], on: {} });
    await expect(checkReadModel(fixture.testDatabase.ownerUrl, fixture.store, newer)).rejects.toThrow(
      'Read model box-list is not shown by this version',
    );
  });
});
