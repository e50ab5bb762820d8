import { createTestDatabase, type TestDatabase } from '@doyak/kernel/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { DatabaseTooNew, migrate } from './migrate.js';

class First1700000000001 implements MigrationInterface {
  readonly name = 'First1700000000001';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table one (id int)');
  }
  async down(): Promise<void> {}
}
class Second1700000000002 implements MigrationInterface {
  readonly name = 'Second1700000000002';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table two (id int)');
  }
  async down(): Promise<void> {}
}
class Broken1700000000003 implements MigrationInterface {
  readonly name = 'Broken1700000000003';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table three (id int)');
    await runner.query('select this is wrong');
  }
  async down(): Promise<void> {}
}

describe('migrate', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  const tables = async () => {
    const client = new pg.Client(database.ownerUrl);
    await client.connect();
    try {
      const { rows } = await client.query<{ name: string }>(
        `select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'doyak_migrations' order by 1`,
      );
      return rows.map(({ name }) => name);
    } finally {
      await client.end();
    }
  };

  it('runs what is missing, once, however many processes start together', async () => {
    expect(await migrate(database.ownerUrl, [First1700000000001])).toEqual(['First1700000000001']);
    const both = [First1700000000001, Second1700000000002];
    const ran = await Promise.all(Array.from({ length: 4 }, () => migrate(database.ownerUrl, both)));
    expect(ran.flat()).toEqual(['Second1700000000002']);
    expect(await tables()).toEqual(['one', 'two']);
  });

  it('leaves nothing of one that fails', async () => {
    const all = [First1700000000001, Second1700000000002, Broken1700000000003];
    await expect(migrate(database.ownerUrl, all)).rejects.toThrow('syntax error');
    expect(await tables()).toEqual(['one', 'two']);
  });

  it('refuses a database that a newer version has migrated, and says what to do', async () => {
    const older = migrate(database.ownerUrl, [First1700000000001]);
    await expect(older).rejects.toThrow(DatabaseTooNew);
    await expect(older).rejects.toThrow('Start that version, or restore a backup');
    expect(await tables()).toEqual(['one', 'two']);
  });
});
