import { randomBytes } from 'node:crypto';

import pg from 'pg';

export interface TestDatabase {
  /** Superuser of the run's cluster: migrations and looking behind the curtain. */
  readonly ownerUrl: string;
  /** The application's login, a member of `doyak_app`: sees only what migrations granted. */
  readonly appUrl: string;
  /** Ends all sessions on the database and removes it. */
  drop(): Promise<void>;
}

/**
 * A fresh, empty database on the cluster that jest's global set-up started. `migrate` is awaited with the owner's URL before the
 * database is handed out; if it throws, the database is dropped.
 */
export async function createTestDatabase(
  options: { migrate?: (ownerUrl: string) => Promise<unknown> } = {},
): Promise<TestDatabase> {
  const cluster = runCluster();
  const name = `test_${process.pid}_${randomBytes(6).toString('hex')}`;
  await administer(cluster.ownerUrl, [
    `create database ${name}`,
    `revoke all on database ${name} from public`,
    `grant connect on database ${name} to doyak_app`,
  ]);
  const database: TestDatabase = {
    ownerUrl: withDatabase(cluster.ownerUrl, name),
    appUrl: withDatabase(cluster.appUrl, name),
    drop: () => administer(cluster.ownerUrl, [`drop database if exists ${name} with (force)`]),
  };
  try {
    await options.migrate?.(database.ownerUrl);
  } catch (error) {
    await database.drop();
    throw error;
  }
  return database;
}

function runCluster(): { ownerUrl: string; appUrl: string } {
  const text = process.env.DOYAK_TEST_CLUSTER;
  if (!text)
    throw new Error('No test cluster: run tests by jest with its global set-up (npm run jest -- <path>)');
  return JSON.parse(text) as { ownerUrl: string; appUrl: string };
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

async function administer(url: string, statements: string[]): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
