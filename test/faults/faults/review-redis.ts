import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { startRedis } from '../../../libs/kernel/testing/src/redis-server.js';
import type { Fault } from '../fault.js';
import { openItemStep, startReviewWorker } from '../review-worker.js';
import { verifySteps, withReviews } from '../reviews.js';
import type { TestStore } from '../store.js';

const PACING = { items: 1, itemMs: 5 };

async function openMany({ store }: TestStore, count: number): Promise<string[]> {
  const opened: string[] = [];
  for (let at = 0; at < count; at += 20) {
    const some = Array.from({ length: Math.min(20, count - at) }, () => openItemStep(store));
    opened.push(...(await Promise.all(some)));
  }
  return opened;
}

/** Redis is emptied (FLUSHALL) again and again in the middle of many checks: all of them end, each once. */
export const reviewFlushall: Fault = {
  name: 'review-flushall',
  limitMs: () => 180_000,
  run: ({ cluster, times = 1_000 }) =>
    withReviews(cluster, async ({ database, fixture }) => {
      const redis = await startRedis();
      const client = new Redis(redis.url);
      const worker = await startReviewWorker({
        appUrl: database.appUrl,
        redisUrl: redis.url,
        pacing: PACING,
      });
      try {
        const opening = openMany(fixture, times);
        let flushed = 0;
        const done = async () => {
          const { rows } = await fixture.database.pool.query<{ count: number }>(
            'select count(*)::integer as count from faults.items',
          );
          return rows[0]!.count;
        };
        for (const part of [0.2, 0.4, 0.6]) {
          while ((await done()) < times * part) await delay(10);
          await client.flushall();
          flushed += 1;
        }
        await verifySteps(fixture, await opening, PACING.items, 120_000);
        return { steps: times, flushed };
      } finally {
        client.disconnect();
        await worker.close();
        await redis.stop();
      }
    }),
};

/** Redis goes away for `times` seconds: commands go on, and the checks that they ask for are done once it is back. */
export const reviewRedisAway: Fault = {
  name: 'review-redis-away',
  limitMs: (times = 30) => 120_000 + times * 2_000,
  run: ({ cluster, times = 30 }) =>
    withReviews(cluster, async ({ database, fixture }) => {
      const redis = await startRedis();
      const worker = await startReviewWorker({
        appUrl: database.appUrl,
        redisUrl: redis.url,
        pacing: PACING,
      });
      try {
        const before = await openMany(fixture, 40);
        await redis.kill();
        const gone = performance.now();
        const slowest = await slowestOf(() => openItemStep(fixture.store), 40);
        const meanwhile = await openMany(fixture, 40);
        await delay(Math.max(0, times * 1_000 - (performance.now() - gone)));
        await redis.restart();
        const { rows } = await fixture.database.pool.query<{ id: string }>(
          `select substr(stream_id, 13) as id from doyak.events where type = 'reviews.step-opened'`,
        );
        const steps = rows.map(({ id }) => id);
        assert.equal(steps.length, before.length + meanwhile.length + 40, 'every command was taken');
        assert.ok(slowest < 5_000, 'commands do not wait for Redis');
        await verifySteps(fixture, steps, PACING.items, 60_000);
        return { awayS: times, steps: steps.length, slowestCommandMs: Math.round(slowest) };
      } finally {
        await worker.close();
        await redis.stop();
      }
    }),
};

async function slowestOf(work: () => Promise<unknown>, count: number): Promise<number> {
  let slowest = 0;
  for (let at = 0; at < count; at += 1) {
    const started = performance.now();
    await work();
    slowest = Math.max(slowest, performance.now() - started);
  }
  return slowest;
}
