import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { createTestDatabase, type TestDatabase } from './test-database.js';

async function query<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('createTestDatabase', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase({
      migrate: (url) =>
        query(
          url,
          'create table granted (id int); grant select on granted to doyak_app; create table kept (id int)',
        ),
    });
  });
  afterAll(() => database.drop());

  it('lets the application see what was granted to its group, and nothing else', async () => {
    expect(await query(database.appUrl, 'select * from granted')).toEqual([]);
    await expect(query(database.appUrl, 'select * from kept')).rejects.toThrow('permission denied');
    await expect(query(database.appUrl, 'create table mine (id int)')).rejects.toThrow('permission denied');
  });

  it('logs the application in as a plain member of doyak_app', async () => {
    const [role] = await query(
      database.ownerUrl,
      `select rolsuper, rolcreatedb, rolcreaterole, pg_has_role('doyak_api', 'doyak_app', 'member') as member from pg_roles where rolname = 'doyak_api'`,
    );
    expect(role).toEqual({ rolsuper: false, rolcreatedb: false, rolcreaterole: false, member: true });
  });

  it('drops the database with sessions still open', async () => {
    const other = await createTestDatabase();
    const session = new pg.Client(other.appUrl);
    session.on('error', () => undefined);
    await session.connect();
    await other.drop();
    await expect(query(other.appUrl, 'select 1')).rejects.toThrow('does not exist');
    await session.end();
  });

  it('drops the database when its migration fails', async () => {
    let url = '';
    const failing = createTestDatabase({
      migrate: async (ownerUrl) => {
        url = ownerUrl;
        throw new Error('broken migration');
      },
    });
    await expect(failing).rejects.toThrow('broken migration');
    await expect(query(url, 'select 1')).rejects.toThrow('does not exist');
  });
});
