import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { eventually, startQueueLane, type QueueLane } from '@doyak/kernel/testing';

import { forgetProcessed, processOnce } from './index.js';

describe('the inbox', () => {
  let lane: QueueLane;
  let pool: pg.Pool;
  beforeAll(async () => {
    lane = await startQueueLane('postgres', {
      prepare: 'create table effects (message text); grant select, insert on effects to doyak_app',
    });
    pool = new pg.Pool({ connectionString: lane.appUrl, max: 4 });
  });
  afterAll(async () => {
    await pool.end();
    await lane.stop();
  });

  async function within<T>(work: (tx: pg.PoolClient) => Promise<T>): Promise<T> {
    const tx = await pool.connect();
    try {
      await tx.query('begin');
      const result = await work(tx);
      await tx.query('commit');
      return result;
    } catch (error) {
      await tx.query('rollback');
      throw error;
    } finally {
      tx.release();
    }
  }
  const effect = (tx: pg.PoolClient, message: string) =>
    tx.query('insert into effects values ($1)', [message]);
  const effects = async (message: string): Promise<number> =>
    (await pool.query('select from effects where message = $1', [message])).rowCount ?? 0;

  it('lets an effect happen once, and says so the second time', async () => {
    const deliver = () =>
      within((tx) => processOnce(tx, 'consumer', 'm1', () => effect(tx, 'm1').then(() => 'result')));
    expect(await deliver()).toEqual({ repeated: false, result: 'result' });
    expect(await deliver()).toEqual({ repeated: true });
    expect(await effects('m1')).toBe(1);
  });

  it('knows messages per consumer', async () => {
    for (const consumer of ['first', 'second'])
      await within((tx) => processOnce(tx, consumer, 'm2', () => effect(tx, 'm2')));
    expect(await effects('m2')).toBe(2);
  });

  it('forgets a message whose transaction fails, so that it can be delivered again', async () => {
    const failing = within((tx) =>
      processOnce(tx, 'consumer', 'm3', async () => {
        await effect(tx, 'm3');
        throw new Error('no');
      }),
    );
    await expect(failing).rejects.toThrow('no');
    expect(await within((tx) => processOnce(tx, 'consumer', 'm3', () => effect(tx, 'm3')))).toMatchObject({
      repeated: false,
    });
    expect(await effects('m3')).toBe(1);
  });

  it.each([
    ['commits', true, 1],
    ['rolls back', false, 1],
  ])('makes a second worker wait until the first one %s', async (_, commits, total) => {
    const message = `race-${commits}`;
    let finish = (): void => undefined;
    const gate = new Promise<void>((resolve) => (finish = resolve));
    const first = within((tx) =>
      processOnce(tx, 'consumer', message, async () => {
        await effect(tx, message);
        await gate;
        if (!commits) throw new Error('rolled back');
      }),
    );
    first.catch(() => undefined);
    await eventually(async () =>
      expect(
        (
          await lane.owner.query(
            "select from pg_stat_activity where state = 'idle in transaction' and datname = current_database()",
          )
        ).rowCount,
      ).toBe(1),
    );
    const second = within((tx) => processOnce(tx, 'consumer', message, () => effect(tx, message)));
    await eventually(async () =>
      expect((await lane.owner.query('select from pg_locks where not granted')).rowCount).toBeGreaterThan(0),
    );
    finish();
    await first.catch(() => undefined);
    expect(await second).toMatchObject({ repeated: commits });
    expect(await effects(message)).toBe(total);
  });

  it('forgets old messages only, a bounded number at a time', async () => {
    await lane.owner.query(
      "insert into doyak.inbox select 'old', n::text, now() - interval '90 days' from generate_series(1, 5) n",
    );
    const before = new Date(Date.now() - 60 * 86_400_000);
    expect([
      await forgetProcessed(pool as never, before, 3),
      await forgetProcessed(pool as never, before, 3),
    ]).toEqual([3, 2]);
    expect(await within((tx) => processOnce(tx, 'consumer', 'm1', () => effect(tx, 'm1')))).toEqual({
      repeated: true,
    });
  });
});
