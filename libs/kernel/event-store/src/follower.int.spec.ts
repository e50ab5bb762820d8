import { boxEvents, eventually, openTestStore, type TestStore } from '@doyak/kernel/testing';
import { describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import {
  CreateEffects1764000000901,
  followerStores,
  type Handle,
  note,
} from '../../../../test/support/follower-stores.js';
import { defineSubscription } from './subscription.js';

describe('Follower', () => {
  const { open, opened, openBox, count, followed, effects, versions, asOwner } = followerStores();

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
