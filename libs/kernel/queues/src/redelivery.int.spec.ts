import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { Redis } from 'ioredis';
import { z } from 'zod';

import { eventually, queueLanes, startQueueLane, type QueueLane } from '@doyak/kernel/testing';
import { Database } from '@doyak/kernel/database';

import { defineJob, handler, JobQueue, QueueOperations, QueuesModule, type JobContext } from './index.js';

const pay = defineJob({
  name: 'demo.pay',
  queue: 'demo-pay',
  payload: z.object({ guarded: z.boolean() }),
  concurrency: 2,
});

/** A delivery that has begun: it writes its effect when it is told to. */
interface Delivery {
  readonly context: JobContext;
  proceed(): void;
}

describe.each(queueLanes())('a job delivered twice on %s', (name) => {
  let lane: QueueLane;
  let workers: INestApplication[];
  let deliveries: Delivery[] = [];
  /** Deliveries after the second, which a starved machine may cause, are not held. */
  let held = true;

  beforeAll(async () => {
    lane = await startQueueLane(name, {
      prepare: 'create table payments (job_id text); grant select, insert on payments to doyak_app',
    });
    const boot = async (): Promise<INestApplication> => {
      const run = async ({ guarded }: { guarded: boolean }, context: JobContext): Promise<void> => {
        await new Promise<void>((proceed) => {
          deliveries.push({ context, proceed });
          if (!held) proceed();
        });
        const insert = 'insert into payments values ($1)';
        if (guarded) await context.once((tx) => tx.query(insert, [context.id]));
        else await unguardedPool().query(insert, [context.id]);
      };
      const app = await lane.boot({
        imports: [QueuesModule.forFeature({ jobs: [pay], handlers: [handler(pay, run)] })],
        tuning: { lockMs: 600 },
      });
      return app;
    };
    workers = [await boot(), await boot()];
  });
  afterAll(() => lane.stop());

  const unguardedPool = () => (workers[0] as INestApplication).get(Database).pool;

  /** What a worker frozen past its lock looks like to the others: its lock is gone, and its handler has not ended. */
  async function loseLock(id: string): Promise<void> {
    if (!lane.redis) {
      await lane.owner.query('update bullmq.job set locked_until_ms = 0, lock_token = null where id = $1', [
        `demo.pay~${id}`,
      ]);
      return;
    }
    const redis = new Redis(lane.redis.url);
    await redis.del(`{doyak}:demo-pay:demo.pay~${id}:lock`);
    await redis.quit();
  }

  async function deliverTwice(id: string, guarded: boolean): Promise<number> {
    deliveries = [];
    held = true;
    const [first] = workers as [INestApplication];
    await first.get(JobQueue).enqueue(pay, { guarded }, { id });
    await eventually(() => deliveries.length === 1);
    await loseLock(id);
    await eventually(() => deliveries.length === 2, { timeoutMs: 30_000 });
    held = false;
    for (const { proceed } of deliveries) proceed();
    const operations = first.get(QueueOperations);
    await eventually(
      async () => expect(await operations.find({ job: pay.name, id })).toMatchObject({ state: 'completed' }),
      { timeoutMs: 30_000 },
    );
    return (await lane.owner.query('select from payments where job_id = $1', [id])).rowCount ?? 0;
  }

  it('takes effect once', async () => {
    expect(await deliverTwice('guarded', true)).toBe(1);
  });

  it('would take effect twice without the inbox', async () => {
    expect(await deliverTwice('unguarded', false)).toBeGreaterThanOrEqual(2);
  });

  it('aborts the delivery that lost its lock', async () => {
    await deliverTwice('aborted', true);
    const stale = deliveries[0];
    const current = deliveries.at(-1);
    expect(stale?.context.signal.reason).toMatchObject({ kind: 'lock-lost' });
    expect(current?.context.signal.aborted).toBe(false);
  });
});
