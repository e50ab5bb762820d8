import { randomUUID } from 'node:crypto';
import { box, boxEvents, eventually, openTestStore, testActor, type TestStore } from '@doyak/kernel/testing';
import { afterEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { LoggedEvent } from './recorded-event.js';
import { defineSubscription } from './subscription.js';

class CreateEffects1764000000901 implements MigrationInterface {
  readonly name = 'CreateEffects1764000000901';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'create table public.effects (place bigint generated always as identity, index bigint, stream text, version int); grant insert, select on public.effects to doyak_app',
    );
  }
  async down(): Promise<void> {}
}

type Handle = (event: LoggedEvent, tx: pg.PoolClient) => Promise<void>;

const note: Handle = async (event, tx) => {
  await tx.query('insert into public.effects (index, stream, version) values ($1, $2, $3)', [
    event.index,
    event.streamId,
    event.streamVersion,
  ]);
};

describe('Follower', () => {
  const opened: TestStore[] = [];
  afterEach(async () => {
    for (const store of opened.splice(0).reverse()) await store.drop();
  });

  const open = async (handle: Handle, on?: TestStore) => {
    const subscription = defineSubscription({ name: 'notes', events: 'all', handle, batch: 10 });
    const store = await openTestStore({
      events: boxEvents,
      subscriptions: [subscription],
      migrations: [CreateEffects1764000000901],
      on: on?.testDatabase,
    });
    opened.push(store);
    return store;
  };
  const options = () => ({ actor: testActor, now: new Date(0), commandId: randomUUID() });
  const openBox = async (fixture: TestStore, counts: number) => {
    const stream = `box-${randomUUID()}`;
    await fixture.store.decide(stream, box, { type: 'OpenBox', label: stream }, options());
    for (let at = 0; at < counts; at += 1) await count(fixture, stream);
    return stream;
  };
  const count = (fixture: TestStore, stream: string) =>
    fixture.store.decide(stream, box, { type: 'Count', by: 1 }, options());
  const followed = (fixture: TestStore, timeoutMs = 10_000) =>
    eventually(
      async () => {
        const { rows } = await fixture.database.pool.query('select from doyak.pending limit 1');
        expect(rows).toHaveLength(0);
        expect((await fixture.followers.status()).every(({ lag }) => lag === 0)).toBe(true);
      },
      { timeoutMs },
    );
  const effects = async (fixture: TestStore, stream?: string) => {
    const { rows } = await fixture.database.pool.query<{ index: string; version: number }>(
      'select index, version from public.effects where $1::text is null or stream = $1 order by place',
      [stream ?? null],
    );
    return rows.map(({ index, version }) => ({ index: Number(index), version }));
  };
  const versions = async (fixture: TestStore, stream: string) =>
    (await effects(fixture, stream)).map(({ version }) => version);
  const asOwner = async (fixture: TestStore, sql: string, values: unknown[] = []) => {
    const client = new pg.Client(fixture.testDatabase.ownerUrl);
    await client.connect();
    await client.query(sql, values).finally(() => client.end());
  };

  it('commits what the handler writes with the checkpoint: once each, however often it was called', async () => {
    let calls = 0;
    const failing = new Set([3, 7]);
    const fixture = await open(async (event, tx) => {
      calls += 1;
      await note(event, tx);
      if (failing.delete(event.index)) throw new Error('after writing');
    });
    await openBox(fixture, 19);
    await fixture.start();
    await followed(fixture);
    expect((await effects(fixture)).map(({ index }) => index)).toEqual(
      Array.from({ length: 20 }, (_, at) => at),
    );
    expect(calls).toBeGreaterThan(20);
    expect(await fixture.followers.setAside()).toEqual([]);
  });

  it('hands a whole batch to a handler that takes one, and event by event what throws', async () => {
    const sizes: number[] = [];
    let poisoned = true;
    const subscription = defineSubscription({
      name: 'notes',
      events: 'all',
      batch: 10,
      handleAll: async (events, tx) => {
        sizes.push(events.length);
        for (const event of events) await note(event, tx);
        if (poisoned && events.some(({ index }) => index === 13)) throw new Error('poison');
      },
    });
    const fixture = await openTestStore({
      events: boxEvents,
      subscriptions: [subscription],
      migrations: [CreateEffects1764000000901],
    });
    opened.push(fixture);
    const stream = await openBox(fixture, 12);
    await openBox(fixture, 6);
    await fixture.start();
    await followed(fixture);
    expect(Math.max(...sizes)).toBeGreaterThan(1);
    const found = (await effects(fixture)).map(({ index }) => index);
    expect(new Set(found).size).toBe(found.length);
    const aside = await fixture.followers.setAside();
    expect(aside[0]).toMatchObject({ index: 13, reason: 'failed' });
    expect(found.length + aside.length).toBe(20);
    expect(await versions(fixture, stream)).toEqual(Array.from({ length: 13 }, (_, at) => at + 1));
    poisoned = false;
    const follower = (await fixture.followers.find('notes'))!;
    expect(await follower.retry(aside[0]!.streamId)).toBe(aside.length);
    expect(await effects(fixture)).toHaveLength(20);
  });

  it('control: what a handler writes outside the transaction is doubled', async () => {
    const failing = new Set([3, 7]);
    const fixture: TestStore = await open(async (event) => {
      await note(event, fixture.database.pool as unknown as pg.PoolClient);
      if (failing.delete(event.index)) throw new Error('after writing');
    });
    await openBox(fixture, 19);
    await fixture.start();
    await followed(fixture);
    expect((await effects(fixture)).length).toBeGreaterThan(20);
  });

  it('lets one process at a time take in events for a name', async () => {
    let inside = 0;
    let most = 0;
    const handle: Handle = async (event, tx) => {
      inside += 1;
      most = Math.max(most, inside);
      await note(event, tx);
      inside -= 1;
    };
    const one = await open(handle);
    const two = await open(handle, one);
    await one.start();
    await two.start();
    await Promise.all(Array.from({ length: 8 }, () => openBox(one, 24)));
    await followed(one);
    expect(most).toBe(1);
    expect((await effects(one)).map(({ index }) => index)).toEqual(
      Array.from({ length: 200 }, (_, at) => at),
    );
  });

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

  it.each([
    ['a deadlock', { code: '40P01' }],
    ['a serialisation failure', { code: '40001' }],
    ['a server that goes away', { code: '57P01' }],
    ['a refused connection', { code: 'ECONNREFUSED' }],
    ['a broken connection', { message: 'Connection terminated unexpectedly' }],
  ])('sets nothing aside for what passes: %s', async (_, failure) => {
    let left = 6;
    const fixture = await open(async (event, tx) => {
      if (event.index === 2 && left > 0) {
        left -= 1;
        throw Object.assign(new Error('passing'), failure);
      }
      await note(event, tx);
    });
    await openBox(fixture, 4);
    await fixture.start();
    await followed(fixture);
    expect(left).toBe(0);
    expect((await effects(fixture)).map(({ index }) => index)).toEqual([0, 1, 2, 3, 4]);
    expect(await fixture.followers.setAside()).toEqual([]);
    expect(fixture.errors).toHaveLength(6);
  });

  it('sets nothing aside for sessions that really end', async () => {
    const fixture = await open(note);
    await openBox(fixture, 30);
    await fixture.start();
    for (let at = 0; at < 10; at += 1) {
      await openBox(fixture, 3);
      await asOwner(
        fixture,
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
           and application_name = 'doyak-test'`,
      );
    }
    await followed(fixture);
    expect((await effects(fixture)).map(({ index }) => index)).toEqual(
      Array.from({ length: 71 }, (_, at) => at),
    );
    expect(await fixture.followers.setAside()).toEqual([]);
  });

  it('says so, without spinning, when it cannot even read, and goes on when it can', async () => {
    const fixture = await open(note);
    await openBox(fixture, 3);
    fixture.sequencer.start();
    await eventually(async () => expect(await fixture.store.logSize()).toBe(4));
    await asOwner(fixture, 'revoke select on doyak.events from doyak_app');
    await fixture.start();
    await eventually(() => expect(fixture.errors.length).toBeGreaterThanOrEqual(3));
    expect(fixture.errors[0]).toMatchObject({ code: '42501' });
    expect(fixture.errors.length).toBeLessThan(20);
    await asOwner(fixture, 'grant select on doyak.events to doyak_app');
    await followed(fixture);
    expect(await effects(fixture)).toHaveLength(4);
    expect(await fixture.followers.setAside()).toEqual([]);
  });

  it('stops within the event under way and starts nothing after', async () => {
    const fixture = await open(note);
    await fixture.start();
    const box = await openBox(fixture, 3);
    await followed(fixture);
    await fixture.followers.stop();
    await count(fixture, box);
    await eventually(async () => expect(await fixture.store.logSize()).toBe(5));
    expect(await fixture.followers.status()).toMatchObject([{ checkpoint: 3, lag: 1 }]);
  });
});
