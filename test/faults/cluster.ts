import { randomBytes } from 'node:crypto';
import { startEmbeddedPostgres } from '@doyak/kernel/embedded';
import pg from 'pg';
import type { TestDatabase } from '../../libs/kernel/testing/src/test-database.js';

/** Databases of one embedded server that goes away with `stop`. */
export class FaultCluster {
  constructor(private readonly server: { ownerUrl: string; appUrl: string; stop(): Promise<void> }) {}

  static async start(): Promise<FaultCluster> {
    return new FaultCluster(
      await startEmbeddedPostgres({ ephemeral: true, durable: false, maxConnections: 100 }),
    );
  }

  async database(): Promise<TestDatabase> {
    const name = `fault_${randomBytes(6).toString('hex')}`;
    await query(this.server.ownerUrl, `create database ${name}`);
    await query(this.server.ownerUrl, `grant connect on database ${name} to doyak_app`);
    return {
      ownerUrl: inDatabase(this.server.ownerUrl, name),
      appUrl: inDatabase(this.server.appUrl, name),
      drop: async () => {
        await query(this.server.ownerUrl, `drop database if exists ${name} with (force)`);
      },
    };
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}

export async function query<Row extends pg.QueryResultRow>(
  url: string,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

/** A session that stays open until `work` is done. */
export async function withClient<Result>(
  url: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client(url);
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function inDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}
