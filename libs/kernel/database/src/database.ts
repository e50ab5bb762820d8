import type pg from 'pg';
import { DataSource } from 'typeorm';

/** TypeORM's PostgreSQL driver keeps its pool there (TypeORM 1). */
interface PoolHolder {
  master: pg.Pool;
}

/** The application's connections. Every statement runs with the rights of the role `doyak_app` or of a login that has just those. */
export class Database {
  private constructor(
    readonly dataSource: DataSource,
    readonly pool: pg.Pool,
    /** For a session of one's own with the same rights (locks that outlive a statement). */
    readonly connection: Readonly<{ connectionString: string; options: string }>,
    private readonly dropRole: boolean,
  ) {}

  /**
   * Opens a pool of at most `size` connections. `dropRole` is for the owner's URL: it gives up the owner's rights on each
   * connection. A transaction left idle, or an answer left unread, for 15 s is ended by the server, so that a frozen process
   * holds no lock for longer.
   */
  static async open(
    url: string,
    options: { size?: number; dropRole?: boolean; name?: string } = {},
  ): Promise<Database> {
    const settings = [
      '-c idle_in_transaction_session_timeout=15000',
      '-c tcp_user_timeout=15000',
      '-c timezone=UTC',
      '-c statement_timeout=120000',
    ];
    if (options.dropRole) settings.push('-c role=doyak_app');
    const dataSource = new DataSource({
      type: 'postgres',
      url,
      applicationName: options.name ?? 'doyak',
      connectTimeoutMS: 5_000,
      poolErrorHandler: () => undefined,
      extra: { max: options.size ?? 16, options: settings.join(' '), keepAlive: true },
    });
    await dataSource.initialize();
    const { master } = dataSource.driver as unknown as PoolHolder;
    const connection = { connectionString: url, options: settings.join(' ') };
    return new Database(dataSource, master, connection, options.dropRole ?? false);
  }

  /** A second pool with the same rights, for work that holds connections while it waits for others. */
  another(options: { size: number; name: string }): Promise<Database> {
    return Database.open(this.connection.connectionString, { ...options, dropRole: this.dropRole });
  }

  /**
   * Runs `work` in one transaction (READ COMMITTED); whatever it throws rolls back and passes through. Throws as well when `work` went on
   * after a statement had failed: PostgreSQL would answer its commit by rolling back.
   */
  async transaction<Result>(work: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    // The pool listens to idle clients only; a server that goes away between two statements would end the process.
    const onError = (error: Error) => {
      broken = error;
    };
    client.on('error', onError);
    try {
      await client.query('begin');
      const result = await work(client);
      const { command } = await client.query('commit');
      if (command !== 'COMMIT')
        throw new Error('A statement of the transaction had failed: it was rolled back');
      return result;
    } catch (error) {
      await client.query('rollback').catch(onError);
      throw error;
    } finally {
      client.release(broken);
      client.off('error', onError);
    }
  }

  async close(): Promise<void> {
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }
}
