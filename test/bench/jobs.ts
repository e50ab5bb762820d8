import pg from 'pg';
import { stepEvents } from '../../libs/reviews/src/domain/step.events.js';
import { startRedis } from '../../libs/kernel/testing/src/redis-server.js';
import { openTestStore, type TestStore } from '../../libs/kernel/testing/src/test-store.js';
import { itemsTable, openItemStep, prepareReviews, startReviewWorker } from '../faults/review-worker.js';
import type { Bench } from './bench.js';
import { BenchCluster, type BenchDatabase } from './cluster.js';
import { openBareBullmq } from './peers/bare-bullmq.js';
import { interleave } from './rounds.js';

const STEPS = 1_000;
const BULK = 500;
const CONCURRENCY = 16;

async function prepare(database: BenchDatabase): Promise<BenchDatabase> {
  await prepareReviews(database.ownerUrl);
  const owner = new pg.Client(database.ownerUrl);
  await owner.connect();
  await owner.query(itemsTable);
  await owner.end();
  return database;
}

/** Opens steps through the store and waits until each has its outcome in its stream. Answers steps per second. */
async function runSteps({ store, database }: TestStore): Promise<number> {
  const ended = async () => {
    const { rows } = await database.pool.query<{ count: number }>(
      `select count(*)::integer as count from doyak.events where type = 'reviews.step-ended'`,
    );
    return rows[0]!.count;
  };
  const before = await ended();
  const started = performance.now();
  for (let at = 0; at < STEPS; at += CONCURRENCY * 2) {
    await Promise.all(
      Array.from({ length: Math.min(CONCURRENCY * 2, STEPS - at) }, () => openItemStep(store)),
    );
  }
  while ((await ended()) < before + STEPS) await new Promise((resolve) => setTimeout(resolve, 20));
  return STEPS / ((performance.now() - started) / 1_000);
}

export const jobs: Bench = {
  name: 'jobs',
  about:
    'review steps/s from their opening to the outcome in their stream, with lease, fence and history, against bare BullMQ jobs that do nothing',
  bars: [
    { figure: 'ratios.postgres', atLeast: 0.4 },
    { figure: 'ratios.redis', atLeast: 0.4 },
  ],
  run: (options) =>
    BenchCluster.with(async (cluster) => {
      const redis = await startRedis();
      const pacing = { items: 0, itemMs: 0 };
      const onPostgres = await prepare(await cluster.database());
      const onRedis = await prepare(await cluster.database());
      const workers = [
        await startReviewWorker({ appUrl: onPostgres.appUrl, pacing, leaseMs: 30_000 }),
        await startReviewWorker({ appUrl: onRedis.appUrl, redisUrl: redis.url, pacing, leaseMs: 30_000 }),
      ];
      const open = (database: BenchDatabase) =>
        openTestStore({ events: stepEvents, on: database as never, poolSize: CONCURRENCY });
      const [postgresStore, redisStore] = [await open(onPostgres), await open(onRedis)];
      const barePostgres = await openBareBullmq({ postgresUrl: onPostgres.appUrl }, CONCURRENCY);
      const bareRedis = await openBareBullmq({ redisUrl: redis.url }, CONCURRENCY);
      const rounds = await interleave(
        {
          postgres: () => runSteps(postgresStore),
          postgresBare: () => barePostgres.run(STEPS, BULK),
          redis: () => runSteps(redisStore),
          redisBare: () => bareRedis.run(STEPS, BULK),
        },
        options,
      );
      for (const opened of [barePostgres, bareRedis, ...workers]) await opened.close();
      for (const store of [postgresStore, redisStore]) await store.stop();
      await redis.stop();
      return {
        name: 'jobs',
        unit: 'steps/s',
        rounds: options.rounds,
        results: rounds.medians(),
        ratios: {
          postgres: rounds.ratio('postgres', 'postgresBare'),
          redis: rounds.ratio('redis', 'redisBare'),
        },
      };
    }),
};
