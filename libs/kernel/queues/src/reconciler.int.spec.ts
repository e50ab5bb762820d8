import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { Redis } from 'ioredis';
import { z } from 'zod';

import { Database } from '@doyak/kernel/database';
import { eventually, queueLanes, startQueueLane, type QueueLane } from '@doyak/kernel/testing';

import {
  defineJob,
  handler,
  JobQueue,
  QueueOperations,
  Queues,
  QueuesModule,
  Reconciler,
  UnrecoverableError,
  type JobContext,
  type PendingJob,
  type PendingSource,
} from './index.js';

const step = defineJob({
  name: 'demo.step',
  queue: 'demo-steps',
  payload: z.object({ id: z.string() }),
  concurrency: 10,
});

/** A step is pending until its outcome is written; `attempts` counts every delivery, outcomes at most one each. */
const tables = `
  create table steps (id text primary key, outcome text);
  create table outcomes (step_id text);
  create table deliveries (step_id text);
  grant select, insert, update on steps, outcomes, deliveries to doyak_app`;

describe.each(queueLanes())('the reconciler on %s', (name) => {
  let lane: QueueLane;
  beforeEach(async () => {
    lane = await startQueueLane(name, { prepare: tables });
  });
  afterEach(() => lane.stop());

  const plan = (count: number): Promise<unknown> =>
    lane.owner.query("insert into steps select 'step-' || n from generate_series(1, $1::int) n", [count]);
  const source: PendingSource = {
    name: 'steps',
    async *pending(): AsyncIterable<PendingJob> {
      const { rows } = await lane.owner.query<{ id: string }>(
        'select id from steps where outcome is null order by id',
      );
      for (const { id } of rows) yield { job: step, id, payload: { id } };
    },
  };
  async function finish({ id }: { id: string }, context: JobContext, app: INestApplication): Promise<void> {
    await app.get(Database).pool.query('insert into deliveries values ($1)', [id]);
    await context.once(async (tx) => {
      await tx.query('insert into outcomes values ($1)', [id]);
      await tx.query("update steps set outcome = 'done' where id = $1", [id]);
    });
  }
  async function worker(
    tuning: NonNullable<Parameters<QueueLane['boot']>[0]['tuning']> = {},
    run: (payload: { id: string }, context: JobContext, app: INestApplication) => Promise<unknown> = finish,
    sources: PendingSource[] = [source],
  ): Promise<INestApplication> {
    // Jobs may run before `boot` has returned.
    let ready = (_: INestApplication): void => undefined;
    const booted = new Promise<INestApplication>((resolve) => (ready = resolve));
    const handled = handler(step, (payload, context) => booted.then((app) => run(payload, context, app)));
    const app = await lane.boot({
      imports: [QueuesModule.forFeature({ jobs: [step], handlers: [handled], sources })],
      tuning,
    });
    ready(app);
    return app;
  }
  async function count(table: 'outcomes' | 'deliveries', distinct = false): Promise<number> {
    const { rows } = await lane.owner.query<{ n: number }>(
      `select count(${distinct ? 'distinct step_id' : '*'})::int as n from ${table}`,
    );
    return rows[0]?.n ?? 0;
  }
  async function forgetEverything(): Promise<void> {
    if (!lane.redis) {
      await lane.owner.query('truncate bullmq.job, bullmq.event cascade');
      return;
    }
    const redis = new Redis(lane.redis.url);
    await redis.flushall();
    await redis.quit();
  }

  it('enqueues at start what PostgreSQL says is pending, and nothing twice', async () => {
    await plan(20);
    const app = await worker();
    await eventually(async () => expect(await count('outcomes')).toBe(20));
    expect(await app.get(Reconciler).runNow()).toEqual([{ source: 'steps', pending: 0, enqueued: 0 }]);
    expect(await count('deliveries')).toBe(20);
  });

  it('adds only what is missing', async () => {
    await plan(3);
    const gate = new Promise<void>(() => undefined);
    const app = await worker({ drainMs: 0, abortGraceMs: 50 }, () => gate);
    const reconciler = app.get(Reconciler);
    await eventually(async () =>
      expect(await reconciler.runNow()).toEqual([{ source: 'steps', pending: 3, enqueued: 0 }]),
    );
    await lane.owner.query("insert into steps values ('late')");
    expect(await reconciler.runNow()).toEqual([{ source: 'steps', pending: 4, enqueued: 1 }]);
  });

  it('leaves a failed job to operators', async () => {
    await plan(1);
    const app = await worker({}, async () => {
      throw new UnrecoverableError('broken');
    });
    const failed = async (): Promise<unknown> => app.get(QueueOperations).list('demo-steps', 'failed');
    await eventually(async () => expect(await failed()).toHaveLength(1));
    expect(await app.get(Reconciler).runNow()).toEqual([{ source: 'steps', pending: 1, enqueued: 0 }]);
  });

  it('runs again what completed without effect, once that has had time to show', async () => {
    await plan(1);
    const idle = await worker({}, async () => undefined);
    const find = () => idle.get(QueueOperations).find({ job: step.name, id: 'step-1' });
    await eventually(async () => expect(await find()).toMatchObject({ state: 'completed' }));
    expect(await idle.get(Reconciler).runNow()).toEqual([{ source: 'steps', pending: 1, enqueued: 0 }]);
    await idle.close();
    await worker({ settleMs: 1 });
    await eventually(async () => expect(await count('outcomes')).toBe(1));
  });

  it('reports a source that fails, and reconciles the others', async () => {
    await plan(2);
    const failing: PendingSource = {
      name: 'failing',
      // eslint-disable-next-line require-yield -- it fails before it can name a job
      async *pending() {
        throw new Error('relation does not exist');
      },
    };
    const app = await worker({}, finish, [failing, source]);
    await eventually(async () => expect(await count('outcomes')).toBe(2));
    expect(await app.get(Reconciler).runNow()).toEqual([
      { source: 'failing', pending: 0, enqueued: 0, error: 'relation does not exist' },
      { source: 'steps', pending: 0, enqueued: 0 },
    ]);
  });

  it('loses nothing and doubles nothing when the queue loses everything in the middle of 300 jobs', async () => {
    await plan(300);
    // The PostgreSQL lane has no marker to watch: there the periodic pass finds the loss.
    const tuning = lane.redis ? {} : { reconcileEveryMs: 500 };
    await worker(tuning);
    await worker(tuning);
    await eventually(async () => expect(await count('outcomes')).toBeGreaterThan(20), {
      timeoutMs: 20_000,
      intervalMs: 5,
    });
    await forgetEverything();
    expect(await count('outcomes')).toBeLessThan(300);
    await eventually(async () => expect(await count('outcomes')).toBe(300), { timeoutMs: 35_000 });
    expect(await count('outcomes', true)).toBe(300);
  }, 60_000);

  it('would lose them without a source to rebuild from', async () => {
    await plan(50);
    const held: (() => void)[] = [];
    const app = await worker(
      {},
      (payload, context, process) =>
        new Promise<void>((proceed) => held.push(proceed)).then(() => finish(payload, context, process)),
      [],
    );
    const jobs = app.get(JobQueue);
    await jobs.enqueueMany(
      step,
      Array.from({ length: 50 }, (_, n) => ({ id: `step-${n + 1}`, payload: { id: `step-${n + 1}` } })),
    );
    await eventually(() => held.length === 10);
    await forgetEverything();
    for (const proceed of held) proceed();
    // The ten that ran may or may not have noticed in time that their locks are gone; the forty that waited are lost.
    await eventually(async () =>
      expect(await app.get(QueueOperations).counts()).toMatchObject([{ waiting: 0, active: 0 }]),
    );
    expect(await app.get(Reconciler).runNow()).toEqual([]);
    expect(await count('deliveries')).toBeLessThanOrEqual(10);
  });
});

describe.each(queueLanes().filter((name) => name === 'redis'))('while %s is away', (name) => {
  let lane: QueueLane;
  beforeEach(async () => {
    lane = await startQueueLane(name, { prepare: tables });
  });
  afterEach(() => lane.stop());

  const pendingSteps: PendingSource = {
    name: 'steps',
    async *pending() {
      const { rows } = await lane.owner.query<{ id: string }>('select id from steps where outcome is null');
      for (const { id } of rows) yield { job: step, id, payload: { id } };
    },
  };
  const boot = () =>
    lane.boot({
      imports: [
        QueuesModule.forFeature({
          jobs: [step],
          handlers: [
            handler(step, ({ id }, context) =>
              context.once((tx) => tx.query("update steps set outcome = 'done' where id = $1", [id])),
            ),
          ],
          sources: [pendingSteps],
        }),
      ],
    });
  const done = async (): Promise<number> =>
    (await lane.owner.query('select from steps where outcome is not null')).rowCount ?? 0;

  it('enqueueing fails at once, health says so, and work resumes by itself', async () => {
    const app = await boot();
    const queues = app.get(Queues);
    await eventually(async () =>
      expect(await queues.health()).toEqual({ backend: 'redis', reachable: true }),
    );
    await lane.redis?.kill();
    await eventually(async () => expect(await queues.health()).toMatchObject({ reachable: false }));
    const began = performance.now();
    const refused = app.get(JobQueue).enqueue(step, { id: 'step-1' }, { id: 'step-1' });
    await expect(refused).rejects.toMatchObject({ code: 'QUEUE_UNAVAILABLE' });
    expect(performance.now() - began).toBeLessThan(500);
    await lane.owner.query("insert into steps select 'step-' || n from generate_series(1, 20) n");
    expect(await app.get(Reconciler).runNow()).toMatchObject([
      { error: expect.stringContaining('Redis is away') },
    ]);
    await lane.redis?.restart();
    await eventually(async () => expect(await done()).toBe(20), { timeoutMs: 30_000 });
    expect(await queues.health()).toEqual({ backend: 'redis', reachable: true });
  });

  it('a process starts without it and works once it is there', async () => {
    await lane.redis?.kill();
    await lane.owner.query("insert into steps values ('early')");
    const app = await boot();
    await eventually(async () => expect(await app.get(Queues).health()).toMatchObject({ reachable: false }));
    await lane.redis?.restart();
    await eventually(async () => expect(await done()).toBe(1), { timeoutMs: 30_000 });
  });

  it('a process stops within its bound', async () => {
    const app = await boot();
    await eventually(async () => expect(await app.get(Queues).health()).toMatchObject({ reachable: true }));
    await lane.redis?.kill();
    await eventually(async () => expect(await app.get(Queues).health()).toMatchObject({ reachable: false }));
    const began = performance.now();
    await app.close();
    expect(performance.now() - began).toBeLessThan(8_000);
  });
});
