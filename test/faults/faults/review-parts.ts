import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { startRedis } from '../../../libs/kernel/testing/src/redis-server.js';
import { Program } from '../children.js';
import type { FaultCluster } from '../cluster.js';
import type { Fault } from '../fault.js';
import { openItemStep } from '../review-worker.js';
import { stepOf, verifySteps, withReviews } from '../reviews.js';

const PACING = { items: 40, itemMs: 100 };

/** Strikes while parts are under way, `times` times; answers how often a part was taken up again. */
async function strikeOn(cluster: FaultCluster, times: number, redisUrl: string | undefined): Promise<number> {
  return withReviews(cluster, async ({ database, fixture }) => {
    const options = { appUrl: database.appUrl, redisUrl, pacing: PACING };
    // Who committed a part last is in the middle of others.
    let busy = -1;
    const start = (_: unknown, at: number) =>
      Program.start('review-worker', options, (line) => {
        if (line.startsWith('item')) busy = at;
      });
    const client = redisUrl === undefined ? undefined : new Redis(redisUrl);
    const done = async () => {
      const { rows } = await fixture.database.pool.query<{ count: number }>(
        'select count(*)::integer as count from faults.items',
      );
      return rows[0]!.count;
    };
    // All of them at once, so that another is ready when one dies.
    const workers = new Map(Array.from({ length: times + 1 }, start).entries());
    try {
      const steps = await Promise.all([0, 1].map(() => openItemStep(fixture.store, 'items-at-once')));
      const all = steps.length * PACING.items;
      for (let struck = 1; struck <= times; struck += 1) {
        while ((await done()) < (all * struck) / (times + 2) || !workers.has(busy)) await delay(10);
        const dying = workers.get(busy)!;
        workers.delete(busy);
        await dying.kill();
        await client?.flushall();
      }
      await verifySteps(fixture, steps, PACING.items, 90_000);
      for (const stepId of steps) assert.equal((await stepOf(fixture, stepId)).end?.outcome, 'good');
      const { rows } = await fixture.database.pool.query<{ count: number }>(
        'select count(*)::integer as count from faults.items where attempt > 1',
      );
      return rows[0]!.count;
    } finally {
      for (const worker of workers.values()) await worker.kill();
      client?.disconnect();
    }
  });
}

/** A worker of checks that fan out is killed, and on Redis its queues are emptied, again and again: each part is done once, and each step ends once. */
export const reviewParts: Fault = {
  name: 'review-parts',
  limitMs: (times = 2) => 150_000 + times * 20_000,
  run: async ({ cluster, times = 2 }) => {
    const redis = await startRedis();
    try {
      const [onPostgres, onRedis] = await Promise.all([
        strikeOn(cluster, times, undefined),
        strikeOn(cluster, times, redis.url),
      ]);
      return { struck: times * 2, parts: PACING.items * 4, takenUpAgain: onPostgres + onRedis };
    } finally {
      await redis.stop();
    }
  },
};
