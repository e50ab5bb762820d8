import { randomUUID } from 'node:crypto';
import { box, boxEvents, eventually, openTestStore, testActor, type TestStore } from '@doyak/kernel/testing';
import { afterEach, expect } from '@jest/globals';
import pg from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { defineSubscription, type LoggedEvent } from '@doyak/kernel/event-store';

export class CreateEffects1764000000901 implements MigrationInterface {
  readonly name = 'CreateEffects1764000000901';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'create table public.effects (place bigint generated always as identity, index bigint, stream text, version int); grant insert, select on public.effects to doyak_app',
    );
  }
  async down(): Promise<void> {}
}

export type Handle = (event: LoggedEvent, tx: pg.PoolClient) => Promise<void>;

/** Leaves a row of what it was called with. */
export const note: Handle = async (event, tx) => {
  await tx.query('insert into public.effects (index, stream, version) values ($1, $2, $3)', [
    event.index,
    event.streamId,
    event.streamVersion,
  ]);
};

/** What specs of followers do with stores of their own, which are dropped after each test. */
export function followerStores() {
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

  return { open, opened, openBox, count, followed, effects, versions, asOwner };
}
