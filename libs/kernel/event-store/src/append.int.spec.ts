import { randomUUID } from 'node:crypto';
import { boxEvents, eventually, openTestStore, testActor, type TestStore } from '@doyak/kernel/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { append, type AppendRequest } from './append.js';

describe('append', () => {
  let fixture: TestStore;
  beforeAll(async () => {
    fixture = await openTestStore({ events: boxEvents });
  });
  afterAll(() => fixture.drop());

  const request = (...keys: string[]): AppendRequest => ({
    streamId: `box-${randomUUID()}`,
    events: [{ type: 'BoxClosed', data: {} }],
    take: keys.map((key) => ({ name: 'seat', key })),
    ...{ commandId: randomUUID(), actor: testActor, now: new Date(0) },
  });

  it('is tried again when PostgreSQL ends it to resolve a deadlock of claims', async () => {
    const [first, second] = [`a-${randomUUID()}`, `b-${randomUUID()}`];
    const other = new pg.Client(fixture.testDatabase.appUrl);
    await other.connect();
    try {
      await other.query('begin');
      await append(other, fixture.registry, request(second));
      // Has the first claim and waits for the second; it waits longest, so it is the one that PostgreSQL ends.
      const ours = fixture.store.append(request(first, second));
      ours.catch(() => undefined);
      await eventually(async () => {
        const { rows } = await fixture.database.pool.query(
          `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        return rows.length === 1;
      });
      await append(other, fixture.registry, request(first));
      await other.query('rollback');
      await expect(ours).resolves.toMatchObject({ version: 1, repeated: false });
    } finally {
      await other.end();
    }
  });

  it('lets one of two commands have both claims that they name in opposite orders', async () => {
    for (let at = 0; at < 20; at += 1) {
      const keys = [randomUUID(), randomUUID()];
      const outcomes = await Promise.allSettled([
        fixture.store.append(request(...keys)),
        fixture.store.append(request(...keys.toReversed())),
      ]);
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
        reason: { code: 'CLAIM_TAKEN' },
      });
    }
  });
});
