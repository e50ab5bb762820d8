import { type EmbeddedPostgres, startEmbeddedPostgres } from '@doyak/kernel/embedded';
import pg from 'pg';

export interface BenchDatabase {
  readonly ownerUrl: string;
  readonly appUrl: string;
}

/**
 * One durable PostgreSQL for all contenders of a bench, as Doyak ships it: fsync and full page writes on, in a temporary folder that goes
 * away with `stop`.
 */
export class BenchCluster {
  private made = 0;

  private constructor(private readonly server: EmbeddedPostgres) {}

  static async start(): Promise<BenchCluster> {
    return new BenchCluster(await startEmbeddedPostgres({ ephemeral: true, durable: true }));
  }

  /** Starts a cluster for `work` and takes it away again, also when the bench is interrupted. */
  static async with<Result>(work: (cluster: BenchCluster) => Promise<Result>): Promise<Result> {
    const cluster = await BenchCluster.start();
    try {
      return await work(cluster);
    } finally {
      await cluster.server.stop();
    }
  }

  /** An empty database that the application's login may enter. */
  async database(): Promise<BenchDatabase> {
    const name = `bench_${++this.made}`;
    const client = new pg.Client(this.server.ownerUrl);
    await client.connect();
    try {
      await client.query(`create database ${name}`);
      await client.query(`grant connect on database ${name} to doyak_app`);
    } finally {
      await client.end();
    }
    return { ownerUrl: at(this.server.ownerUrl, name), appUrl: at(this.server.appUrl, name) };
  }
}

function at(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}
