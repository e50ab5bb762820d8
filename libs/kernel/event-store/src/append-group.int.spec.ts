import { randomUUID } from 'node:crypto';
import { boxEvents, eventually, openTestStore, testActor, type TestStore } from '@doyak/kernel/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { AppendRequest } from './append.js';
import { copyLines } from './copy-lines.js';

const counted = { type: 'BoxCounted', data: { by: 1, note: '' } };
const request = (changes: Partial<AppendRequest> = {}): AppendRequest => ({
  ...{ actor: testActor, now: new Date('2026-03-02T00:00:00.000Z'), commandId: randomUUID() },
  ...{ streamId: `box-${randomUUID()}`, events: [counted] },
  ...changes,
});

describe('Appends asked for at the same time', () => {
  let fixture: TestStore;
  beforeAll(async () => {
    fixture = await openTestStore({ events: boxEvents });
  });
  afterAll(() => fixture.drop());

  const transactionsOf = async (streams: string[]): Promise<string[]> => {
    const { rows } = await fixture.database.pool.query<{ xmin: string }>(
      'select distinct xmin::text from doyak.events where stream_id = any($1)',
      [streams],
    );
    return rows.map(({ xmin }) => xmin);
  };

  it('share a transaction, and each has its own answer', async () => {
    const requests = Array.from({ length: 10 }, (_, at) =>
      request({ events: Array.from({ length: at + 1 }, () => counted) }),
    );
    const answers = await Promise.all(requests.map((one) => fixture.store.append(one)));
    expect(answers.map(({ streamId, version }) => [streamId, version])).toEqual(
      requests.map(({ streamId, events }) => [streamId, events.length]),
    );
    expect(await transactionsOf(requests.map(({ streamId }) => streamId))).toHaveLength(1);
  });

  it('are refused each by itself: the others happen once', async () => {
    const label = { name: 'box-label', key: randomUUID() };
    await fixture.store.append(request({ take: [label] }));
    const repeated = request();
    await fixture.store.append(repeated);
    const good = [request(), request(), request()];
    const [first, stale, taken, repeat, second, third] = await Promise.allSettled(
      [
        good[0]!,
        request({ expectedVersion: 7 }),
        request({ take: [label] }),
        ...[repeated, good[1]!, good[2]!],
      ].map((one) => fixture.store.append(one)),
    );
    expect(stale).toMatchObject({ reason: { code: 'VERSION_CONFLICT', actual: 0 } });
    expect(taken).toMatchObject({ reason: { code: 'CLAIM_TAKEN', claim: label } });
    expect(repeat).toMatchObject({ value: { repeated: true, version: 1 } });
    for (const outcome of [first, second, third])
      expect(outcome).toMatchObject({ value: { repeated: false, version: 1 } });
    for (const { streamId } of good) expect(await fixture.store.readStream(streamId)).toHaveLength(1);
  });

  it('do not wait for a stream of one of them that another session holds', async () => {
    const held = request();
    const other = new pg.Client(fixture.testDatabase.ownerUrl);
    await other.connect();
    try {
      await other.query('begin');
      await other.query('insert into doyak.streams (stream_id, version) values ($1, 1)', [held.streamId]);
      const waiting = fixture.store.append(held);
      const free = Array.from({ length: 40 }, () => request());
      const answers = await Promise.all(free.map((one) => fixture.store.append(one)));
      expect(answers.every(({ version }) => version === 1)).toBe(true);
      await other.query('commit');
      expect((await waiting).version).toBe(2);
    } finally {
      await other.end();
    }
  });

  it('fail with the connection, and happen once when they are given again', async () => {
    const requests = Array.from({ length: 6 }, () => request());
    const other = new pg.Client(fixture.testDatabase.ownerUrl);
    await other.connect();
    try {
      await other.query('begin');
      await other.query('lock table doyak.events in share mode');
      const lost = Promise.allSettled(requests.map((one) => fixture.store.append(one)));
      let ended = 0;
      while (ended === 0) {
        const { rowCount } = await other.query(
          `select pg_terminate_backend(pid) from pg_locks where not granted and relation = 'doyak.events'::regclass`,
        );
        ended += rowCount ?? 0;
      }
      await other.query('commit');
      const outcomes = await lost;
      expect(outcomes.some(({ status }) => status === 'rejected')).toBe(true);
      await Promise.all(requests.map((one) => fixture.store.append(one)));
      for (const { streamId } of requests) expect(await fixture.store.readStream(streamId)).toHaveLength(1);
    } finally {
      await other.end();
    }
  });
});

describe('Lines by COPY', () => {
  let fixture: TestStore;
  beforeAll(async () => {
    fixture = await openTestStore({ events: boxEvents });
  });
  afterAll(() => fixture.drop());

  it('keep every character, tell null from text, and cross the borders of what arrives at once', async () => {
    const select = `select n, repeat('도약🚀\\', 20) || chr(1 + (n % 31)::integer) || '"', null::text from generate_series(1, 5000) n order by n`;
    const lines: string[][] = [];
    for await (const some of copyLines(fixture.database.pool, select, (columns) => columns))
      lines.push(...some);
    expect(lines).toHaveLength(5_000);
    for (const [at, columns] of lines.entries()) {
      expect(columns).toEqual([
        String(at + 1),
        `${'도약🚀\\'.repeat(20)}${String.fromCharCode(1 + ((at + 1) % 31))}"`,
        '',
      ]);
    }
  });

  it('give the connection back after a failure', async () => {
    const failing = async () => {
      const select = 'select 1 / (3 - n) from generate_series(1, 5) n';
      for await (const _ of copyLines(fixture.database.pool, select, String));
    };
    await expect(failing()).rejects.toMatchObject({ code: '22012' });
    expect((await fixture.database.pool.query('select 1')).rowCount).toBe(1);
  });

  it('give the connection back when the reader stops in the middle', async () => {
    const { pool } = fixture.database;
    const select = 'select n from generate_series(1, 1000000) n';
    for await (const some of copyLines(pool, select, String)) if (some.length > 0) break;
    await eventually(() => pool.totalCount === pool.idleCount);
    expect((await pool.query('select 1')).rowCount).toBe(1);
  });
});
