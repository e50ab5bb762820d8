import { eventually, type TestStore } from '@doyak/kernel/testing';
import { describe, expect, it } from '@jest/globals';
import { followerStores, note } from '../../../../test/support/follower-stores.js';

describe('What a follower sets aside', () => {
  const { open, openBox, count, followed, effects, versions, asOwner } = followerStores();

  it('sets aside an event whose handler always runs out of time, and goes on', async () => {
    let slow = '';
    let calls = 0;
    const fixture = await open(async (event, tx) => {
      if (event.streamId === slow) {
        calls += 1;
        await tx.query(`set local statement_timeout = 20`);
        await tx.query('select pg_sleep(5)');
      }
      await note(event, tx);
    });
    slow = await openBox(fixture, 1);
    const other = await openBox(fixture, 2);
    await fixture.start();
    await followed(fixture, 20_000);
    expect(await versions(fixture, other)).toEqual([1, 2, 3]);
    expect((await fixture.followers.setAside()).map(({ reason }) => reason)).toEqual(['failed', 'held']);
    expect(calls).toBeGreaterThanOrEqual(6);
  });

  it('sets aside what keeps throwing, holds the rest of its stream, lets others go on, and retries in order', async () => {
    let broken = true;
    const attempts: number[] = [];
    let poisoned = '';
    const fixture = await open(async (event, tx) => {
      if (event.streamId === poisoned && event.streamVersion === 3) {
        attempts.push(event.index);
        if (broken) throw new Error('cannot digest');
      }
      await note(event, tx);
    });
    poisoned = await openBox(fixture, 0);
    for (let at = 0; at < 4; at += 1) {
      await count(fixture, poisoned);
      await openBox(fixture, 1);
    }
    await fixture.start();
    await followed(fixture);

    // Once in the batch, then three times by itself.
    expect(attempts).toHaveLength(4);
    expect(await versions(fixture, poisoned)).toEqual([1, 2]);
    expect(await effects(fixture)).toHaveLength(2 + 8);
    const aside = await fixture.followers.setAside('notes');
    expect(aside.map(({ reason, error, attempts }) => ({ reason, error, attempts }))).toEqual([
      { reason: 'failed', error: 'Error: cannot digest', attempts: 3 },
      { reason: 'held', error: undefined, attempts: 0 },
      { reason: 'held', error: undefined, attempts: 0 },
    ]);
    expect(fixture.errors).toHaveLength(1);
    expect(await fixture.followers.status()).toMatchObject([{ name: 'notes', lag: 0, failed: 1, held: 2 }]);

    // What comes later waits too, though its handler would manage.
    await count(fixture, poisoned);
    await followed(fixture);
    expect(await versions(fixture, poisoned)).toEqual([1, 2]);

    const follower = (await fixture.followers.find('notes'))!;
    await expect(follower.retry(poisoned)).rejects.toThrow('cannot digest');
    expect(await versions(fixture, poisoned)).toEqual([1, 2]);
    expect(await fixture.followers.setAside()).toMatchObject([
      { reason: 'failed', attempts: 4 },
      { reason: 'held', attempts: 0 },
      { reason: 'held', attempts: 0 },
      { reason: 'held', attempts: 0 },
    ]);

    broken = false;
    expect(await follower.retry(poisoned)).toBe(4);
    expect(await versions(fixture, poisoned)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await fixture.followers.setAside()).toEqual([]);
    await count(fixture, poisoned);
    await followed(fixture);
    expect(await versions(fixture, poisoned)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('holds what a retry cannot take in at the event where it fails, all or nothing', async () => {
    const bad = new Set([2, 3]);
    const fixture = await open(async (event, tx) => {
      if (bad.has(event.streamVersion)) throw new Error(`version ${event.streamVersion}`);
      await note(event, tx);
    });
    const stream = await openBox(fixture, 3);
    await fixture.start();
    await followed(fixture);
    bad.delete(2);
    const follower = (await fixture.followers.find('notes'))!;
    await expect(follower.retry(stream)).rejects.toThrow('version 3');
    expect(await versions(fixture, stream)).toEqual([1]);
    expect(await fixture.followers.setAside()).toHaveLength(3);
  });

  it.each([
    ['a newer version', 'testing.box-counted', 3],
    ['an unregistered type', 'testing.unheard', 1],
  ])('sets aside an event of %s and goes on', async (_, type, schemaVersion) => {
    const fixture = await open(note);
    const stream = await openBox(fixture, 0);
    await asOwner(
      fixture,
      `with bumped as (update doyak.streams set version = 2 where stream_id = $1), written as (
         insert into doyak.events (position, id, stream_id, version, type, schema_version, occurred_at, recorded_at, command_id,
           correlation_id, actor_kind, actor_id, authority, salt, commitment, data)
         select nextval('doyak.event_position'), gen_random_uuid(), $1, 2, $2, $3, now(), now(), gen_random_uuid(),
           gen_random_uuid(), 'system', 'test', 'test', '\\x000102030405060708090a0b0c0d0e0f', sha256('x'), '{"by":1}'
         returning position)
       insert into doyak.pending select position from written`,
      [stream, type, schemaVersion],
    );
    const other = await openBox(fixture, 2);
    await fixture.start();
    await followed(fixture);
    expect(await versions(fixture, other)).toEqual([1, 2, 3]);
    expect(await versions(fixture, stream)).toEqual([1]);
    expect(await fixture.followers.setAside()).toMatchObject([
      { streamId: stream, reason: 'failed', error: expect.stringContaining('UnregisteredEvent') },
    ]);
  });

  it('handles again what follows an index it is reset to, what it had set aside too', async () => {
    let broken = true;
    const fixture = await open(async (event, tx) => {
      if (broken && event.index === 4) throw new Error('not yet');
      await note(event, tx);
    });
    await openBox(fixture, 9);
    await fixture.start();
    await followed(fixture);
    expect(await effects(fixture)).toHaveLength(4);
    broken = false;
    expect(await fixture.followers.reset('notes', 1)).toBe(true);
    await eventually(async () => expect(await fixture.followers.setAside()).toEqual([]));
    await followed(fixture);
    expect((await effects(fixture)).map(({ index }) => index)).toEqual([0, 1, 2, 3, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(await fixture.followers.reset('notes', 10)).toBe(false);
    expect(await fixture.followers.reset('notes', -2)).toBe(false);
    expect(await fixture.followers.reset('nobody', 0)).toBe(false);
  });

  it('keeps what is set aside before the index it is reset to, and holds what follows it', async () => {
    const fixture = await open(async (event, tx) => {
      if (event.index === 2) throw new Error('never');
      await note(event, tx);
    });
    await openBox(fixture, 5);
    await fixture.start();
    await followed(fixture);
    await fixture.followers.reset('notes', 3);
    await followed(fixture);
    const aside = await fixture.followers.setAside();
    expect(aside.map(({ index, reason }) => [index, reason])).toEqual([
      [2, 'failed'],
      [3, 'held'],
      [4, 'held'],
      [5, 'held'],
    ]);
  });

  it('skips nothing when it is reset in the moment in which it gives up on an event', async () => {
    let resetting: Promise<boolean> | undefined;
    let fails = 0;
    const fixture: TestStore = await open(async (event, tx) => {
      if (event.index === 4) {
        fails += 1;
        // Waits for the checkpoint's row until this transaction has rolled back.
        if (fails === 4) {
          resetting = fixture.followers.reset('notes', -1);
          await eventually(async () => {
            const { rows } = await fixture.database.pool.query(
              `select from pg_stat_activity where wait_event_type = 'Lock' and query like 'with reset%'
               and datname = current_database()`,
            );
            expect(rows).toHaveLength(1);
          });
        }
        throw new Error('never');
      }
      await note(event, tx);
    });
    await openBox(fixture, 0);
    for (let at = 0; at < 5; at += 1) await openBox(fixture, 0);
    await fixture.start();
    await eventually(() => resetting !== undefined);
    expect(await resetting).toBe(true);
    await followed(fixture);
    // Whichever came first, giving up or the reset: after the reset all that can be taken in was taken in, from the first event on.
    const taken = (await effects(fixture)).map(({ index }) => index);
    expect(taken.slice(0, 4)).toEqual([0, 1, 2, 3]);
    expect(taken.slice(-5)).toEqual([0, 1, 2, 3, 5]);
    expect(taken.length).toBeGreaterThanOrEqual(9);
  });
});
