import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import pg from 'pg';

export interface TestDatabase {
  /** Superuser of the run's cluster: migrations and looking behind the curtain. */
  readonly ownerUrl: string;
  /** The application's login, a member of `doyak_app`: sees only what migrations granted. */
  readonly appUrl: string;
  /** Ends all sessions on the database and removes it. */
  drop(): Promise<void>;
}

/** What a database of a test begins with: made by the first test of the run that asks for it, copied for each. */
export interface DatabaseTemplate {
  /** Letters and underscores. */
  readonly name: string;
  /** Awaited once; whatever it connects must be closed again. `folder` is there for what belongs to the database and lies outside it. */
  make(database: TestDatabase, folder: string): Promise<unknown>;
}

/**
 * A database of its own on the cluster that jest's global set-up started: empty, or a copy of a template. `migrate` is awaited with the owner's
 * URL before the database is handed out; if it throws, the database is dropped.
 */
export async function createTestDatabase(
  options: { migrate?: (ownerUrl: string) => Promise<unknown>; template?: DatabaseTemplate } = {},
): Promise<TestDatabase> {
  const from = options.template && (await made(options.template));
  const database = await create(`test_${process.pid}_${randomBytes(6).toString('hex')}`, from);
  try {
    await options.migrate?.(database.ownerUrl);
  } catch (error) {
    await database.drop();
    throw error;
  }
  return database;
}

/** The folder of a template that a database was copied from. */
export function templateFolder({ name }: DatabaseTemplate): string {
  return join(runCluster().templates, name);
}

async function create(name: string, from?: string): Promise<TestDatabase> {
  const cluster = runCluster();
  await administer(
    cluster.ownerUrl,
    from === undefined
      ? [
          `create database ${name}`,
          `revoke all on database ${name} from public`,
          `grant connect on database ${name} to doyak_app`,
        ]
      : [
          `create database ${name} template ${from}`,
          // Who may do what with the database itself is not copied.
          `update pg_database set datacl = (select datacl from pg_database where datname = '${from}') where datname = '${name}'`,
        ],
  );
  return {
    ownerUrl: withDatabase(cluster.ownerUrl, name),
    appUrl: withDatabase(cluster.appUrl, name),
    drop: () => administer(cluster.ownerUrl, [`drop database if exists ${name} with (force)`]),
  };
}

/** Name of the template's database. It gets this name once it is whole; who comes meanwhile waits. */
async function made(template: DatabaseTemplate): Promise<string> {
  const [name, unfinished] = [`template_${template.name}`, `unfinished_${template.name}`];
  const client = new pg.Client(runCluster().ownerUrl);
  await client.connect();
  try {
    await client.query(`select pg_advisory_lock(hashtext($1))`, [name]);
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (rowCount === 1) return name;
    await client.query(`drop database if exists ${unfinished} with (force)`);
    const folder = templateFolder(template);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    await template.make(await create(unfinished), folder);
    await client.query(`alter database ${unfinished} rename to ${name}`);
    return name;
  } finally {
    await client.end();
  }
}

function runCluster(): { ownerUrl: string; appUrl: string; templates: string } {
  const text = process.env.DOYAK_TEST_CLUSTER;
  if (!text)
    throw new Error('No test cluster: run tests by jest with its global set-up (npm run jest -- <path>)');
  return JSON.parse(text) as ReturnType<typeof runCluster>;
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
