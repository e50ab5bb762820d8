import type { QueuesOptions } from '@doyak/kernel/queues';
import type { INestApplication, ModuleMetadata } from '@nestjs/common';
import pg from 'pg';

import { startRedisCluster, type TestRedisCluster } from './redis-cluster.js';
import { redisAvailable, startRedis, type TestRedis } from './redis-server.js';
import { createTestDatabase } from './test-database.js';

/** `redis-cluster` is no lane that every suite runs on: three servers take their time to find one another. */
export type QueueLaneName = 'postgres' | 'redis' | 'redis-cluster';

/** A database, and a Redis where the lane is Redis, on which any number of processes can be booted. */
export interface QueueLane {
  readonly name: QueueLaneName;
  readonly ownerUrl: string;
  readonly appUrl: string;
  /** Only in the Redis lane. */
  readonly redis: TestRedis | undefined;
  /** Only on a cluster. */
  readonly cluster: TestRedisCluster | undefined;
  readonly connection: QueuesOptions['connection'];
  /** A pool with the owner's rights, for looking behind the curtain. */
  readonly owner: pg.Pool;
  /** One "process": a Nest application with its own connections, running as the application's login. Closed by `stop` if need be. */
  boot(options: {
    imports: ModuleMetadata['imports'];
    providers?: ModuleMetadata['providers'];
    role?: QueuesOptions['role'];
    tuning?: QueuesOptions['tuning'];
    /** Of the keys in Redis. */
    prefix?: string;
    /** Runs before the application is initialised, where middleware is mounted. */
    configure?: (app: INestApplication) => void;
  }): Promise<INestApplication>;
  stop(): Promise<void>;
}

/**
 * The backends to run a suite on: `describe.each(queueLanes())('%s', (name) => …)`. Where `redis-server` is missing the Redis lane is
 * left out with a plain message; in CI that is an error.
 */
export function queueLanes(): QueueLaneName[] {
  if (redisAvailable()) return ['postgres', 'redis'];
  process.stderr.write('The Redis lane does not run: redis-server is not installed here.\n');
  return ['postgres'];
}

/** Times that make faults show within a test's patience. */
const fast: QueuesOptions['tuning'] = {
  lockMs: 1_000,
  cancelPollMs: 25,
  watchMs: 50,
  drainMs: 2_000,
  abortGraceMs: 500,
};

/** Starts one lane with a migrated database. `prepare` runs SQL with the owner's rights before the first boot. */
export async function startQueueLane(
  name: QueueLaneName,
  options: { prepare?: string } = {},
): Promise<QueueLane> {
  // Loaded only here: a test of a decider, which imports this library too, must not wait for Nest and BullMQ.
  const [
    { Database, DatabaseModule, migrate },
    { migrateQueues, migrations, QueuesModule },
    { Test },
    { pino },
  ] = await Promise.all([
    import('@doyak/kernel/database'),
    import('@doyak/kernel/queues'),
    import('@nestjs/testing'),
    import('pino'),
  ]);
  const database = await createTestDatabase({
    migrate: async (ownerUrl) => {
      await migrate(ownerUrl, migrations);
      await migrateQueues(ownerUrl);
    },
  });
  const owner = new pg.Pool({ connectionString: database.ownerUrl, max: 2 });
  owner.on('error', () => undefined);
  if (options.prepare) await owner.query(options.prepare);
  const redis = name === 'redis' ? await startRedis() : undefined;
  const cluster = name === 'redis-cluster' ? await startRedisCluster() : undefined;
  const connection: QueuesOptions['connection'] = cluster
    ? { backend: 'redis', url: cluster.urls.join(','), cluster: true }
    : redis
      ? { backend: 'redis', url: redis.url }
      : { backend: 'postgres', url: database.appUrl, poolSize: 4 };
  const apps = new Set<INestApplication>();
  return {
    name,
    ownerUrl: database.ownerUrl,
    appUrl: database.appUrl,
    redis,
    cluster,
    connection,
    owner,
    async boot({ imports = [], providers = [], role = 'process', tuning = {}, prefix, configure }) {
      const opened = await Database.open(database.appUrl, { size: 6 });
      try {
        const module = await Test.createTestingModule({
          imports: [
            DatabaseModule.forRoot(opened),
            QueuesModule.forRoot({
              connection:
                connection.backend === 'redis' ? { ...connection, ...(prefix && { prefix }) } : connection,
              role,
              log: pino({ level: 'silent' }),
              tuning: { ...fast, ...tuning },
            }),
            ...imports,
          ],
          providers,
        }).compile();
        const app = module.createNestApplication({ logger: false });
        configure?.(app);
        await app.init();
        apps.add(app);
        const close = app.close.bind(app);
        app.close = async () => {
          apps.delete(app);
          await close();
        };
        return app;
      } catch (error) {
        await opened.close();
        throw error;
      }
    },
    async stop() {
      for (const app of [...apps]) await app.close();
      await owner.end();
      await redis?.stop();
      await cluster?.stop();
      await database.drop();
    },
  };
}
