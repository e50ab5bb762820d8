import { Database, DatabaseModule, migrate } from '@doyak/kernel/database';
import {
  defineJob,
  handler,
  JobQueue,
  migrateQueues,
  migrations,
  QueuesModule,
  type QueuesOptions,
} from '@doyak/kernel/queues';
import { NestFactory } from '@nestjs/core';
import pg from 'pg';
import { pino } from 'pino';
import { z } from 'zod';
import { startRedis } from '../../libs/kernel/testing/src/redis-server.js';
import type { Bench } from './bench.js';
import { BenchCluster, type BenchDatabase } from './cluster.js';
import { openBareBullmq } from './peers/bare-bullmq.js';
import { interleave } from './rounds.js';

const JOBS = 2_000;
const BULK = 500;
const CONCURRENCY = 32;
const payload = z.object({ number: z.int() });
const idle = defineJob({ name: 'bench.idle', queue: 'bench-idle', payload, concurrency: CONCURRENCY });
const effect = defineJob({ name: 'bench.effect', queue: 'bench-effect', payload, concurrency: CONCURRENCY });

/** Doyak's queues as a worker process has them. */
async function openQueues(database: BenchDatabase, connection: QueuesOptions['connection']) {
  const opened = await Database.open(database.appUrl, { size: 16 });
  let left = 0;
  let finished = (): void => undefined;
  const one = (): void => {
    left -= 1;
    if (left === 0) finished();
  };
  const app = await NestFactory.createApplicationContext(
    {
      module: class Bench {},
      imports: [
        DatabaseModule.forRoot(opened),
        QueuesModule.forRoot({ connection, role: 'process', log: pino({ level: 'silent' }) }),
        QueuesModule.forFeature({
          jobs: [idle, effect],
          handlers: [
            handler(idle, async () => one()),
            handler(effect, async ({ number }, context) => {
              await context.once((tx) => tx.query('insert into effects values ($1)', [number]));
              one();
            }),
          ],
        }),
      ],
    },
    { logger: false },
  );
  const jobs = app.get(JobQueue);
  let number = 0;
  return {
    async run(job: typeof idle | typeof effect): Promise<number> {
      left = JOBS;
      const all = new Promise<void>((resolve) => (finished = resolve));
      const started = performance.now();
      for (let done = 0; done < JOBS; done += BULK) {
        await jobs.enqueueMany<typeof idle | typeof effect>(
          job,
          Array.from({ length: BULK }, () => ({ id: `job-${(number += 1)}`, payload: { number } })),
        );
      }
      await all;
      return JOBS / ((performance.now() - started) / 1_000);
    },
    close: () => app.close(),
  };
}

async function prepare(database: BenchDatabase): Promise<BenchDatabase> {
  await migrate(database.ownerUrl, migrations);
  await migrateQueues(database.ownerUrl);
  const owner = new pg.Client(database.ownerUrl);
  await owner.connect();
  await owner.query('create table effects (number integer); grant insert on effects to doyak_app');
  await owner.end();
  return database;
}

export const queues: Bench = {
  name: 'queues',
  about:
    'jobs/s from enqueueing to done, with payload checks, inbox row and one effect in a transaction, against bare BullMQ jobs that do nothing',
  bars: [
    { figure: 'ratios.postgres', atLeast: 0.4 },
    { figure: 'ratios.redis', atLeast: 0.4 },
  ],
  run: (options) =>
    BenchCluster.with(async (cluster) => {
      const redis = await startRedis();
      const database = await prepare(await cluster.database());
      const onPostgres = await openQueues(database, { backend: 'postgres', url: database.appUrl });
      const onRedis = await openQueues(database, { backend: 'redis', url: redis.url });
      const barePostgres = await openBareBullmq({ postgresUrl: database.appUrl }, CONCURRENCY);
      const bareRedis = await openBareBullmq({ redisUrl: redis.url }, CONCURRENCY);
      const rounds = await interleave(
        {
          postgres: () => onPostgres.run(effect),
          postgresIdle: () => onPostgres.run(idle),
          postgresBare: () => barePostgres.run(JOBS, BULK),
          redis: () => onRedis.run(effect),
          redisIdle: () => onRedis.run(idle),
          redisBare: () => bareRedis.run(JOBS, BULK),
        },
        options,
      );
      for (const opened of [onPostgres, onRedis, barePostgres, bareRedis]) await opened.close();
      await redis.stop();
      return {
        name: 'queues',
        unit: 'jobs/s',
        rounds: options.rounds,
        results: rounds.medians(),
        ratios: {
          postgres: rounds.ratio('postgres', 'postgresBare'),
          redis: rounds.ratio('redis', 'redisBare'),
          postgresIdle: rounds.ratio('postgresIdle', 'postgresBare'),
          redisIdle: rounds.ratio('redisIdle', 'redisBare'),
        },
      };
    }),
};
