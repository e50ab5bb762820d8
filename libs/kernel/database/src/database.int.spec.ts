import { createTestDatabase, type TestDatabase } from '@doyak/kernel/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { Database } from './database.js';
import { isConnectionFailure } from './failures.js';

describe('Database.transaction', () => {
  let test: TestDatabase;
  let database: Database;
  beforeAll(async () => {
    test = await createTestDatabase();
    database = await Database.open(test.ownerUrl, { size: 2, name: 'doyak-test' });
    await database.pool.query('create table kept (n int primary key)');
  });
  afterAll(async () => {
    await database.close();
    await test.drop();
  });
  const kept = async () =>
    (await database.pool.query<{ n: number }>('select n from kept order by n')).rows.map(({ n }) => n);
  const endSessions = async () => {
    const client = new pg.Client(test.ownerUrl);
    await client.connect();
    await client.query(
      `select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    );
    await client.end();
  };

  it('commits what was done, and nothing of what threw', async () => {
    await database.transaction((tx) => tx.query('insert into kept values (1)'));
    const failing = database.transaction(async (tx) => {
      await tx.query('insert into kept values (2)');
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await kept()).toEqual([1]);
  });

  it('does not pretend to have committed when a failed statement was passed over', async () => {
    const passedOver = database.transaction(async (tx) => {
      await tx.query('insert into kept values (3)');
      await tx.query('insert into kept values (1)').catch(() => undefined);
    });
    await expect(passedOver).rejects.toThrow('rolled back');
    expect(await kept()).toEqual([1]);
  });

  it('outlives a session that ends between two statements, and says so', async () => {
    const lost = database.transaction(async (tx) => {
      await tx.query('insert into kept values (4)');
      await endSessions();
      await tx.query('insert into kept values (5)');
    });
    const error: unknown = await lost.catch((failure: unknown) => failure);
    expect(isConnectionFailure(error)).toBe(true);
    expect(await kept()).toEqual([1]);
  });
});
