import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { z } from 'zod';

import { eventually, queueLanes, startQueueLane, type QueueLane } from '@doyak/kernel/testing';

import { defineJob, handler, JobQueue, QueueOperations, QueuesModule, type JobContext } from './index.js';

const work = defineJob({
  name: 'demo.work',
  queue: 'demo-work',
  payload: z.object({}),
  attempts: 2,
  concurrency: 2,
});

describe.each(queueLanes())('shutdown on %s', (name) => {
  let lane: QueueLane;
  let run: (context: JobContext) => Promise<unknown>;
  let number = 0;
  const apps: INestApplication[] = [];

  beforeAll(async () => {
    lane = await startQueueLane(name);
  });
  afterEach(async () => {
    for (const app of apps.splice(0)) await app.close();
  });
  afterAll(() => lane.stop());

  async function worker(tuning: {
    drainMs: number;
    abortGraceMs?: number;
    lockMs?: number;
  }): Promise<INestApplication> {
    const app = await lane.boot({
      imports: [
        QueuesModule.forFeature({ jobs: [work], handlers: [handler(work, (_, context) => run(context))] }),
      ],
      tuning,
    });
    apps.push(app);
    return app;
  }
  async function started(
    app: INestApplication,
  ): Promise<{ id: string; context: JobContext; finish: () => void }> {
    const id = `work-${(number += 1)}`;
    const begun = new Promise<{ context: JobContext; finish: () => void }>((resolve) => {
      const obedient = run;
      run = (context) =>
        new Promise((finish, reject) => {
          context.signal.addEventListener('abort', () => void obedient(context).then(finish, reject), {
            once: true,
          });
          resolve({ context, finish: () => finish('done') });
        });
    });
    await app.get(JobQueue).enqueue(work, {}, { id });
    return { id, ...(await begun) };
  }
  const obeys = async ({ signal }: JobContext): Promise<never> => {
    throw signal.reason as Error;
  };
  const find = (app: INestApplication, id: string) => app.get(QueueOperations).find({ job: work.name, id });

  it('lets running handlers finish, and takes nothing more', async () => {
    run = obeys;
    const app = await worker({ drainMs: 5_000 });
    const job = await started(app);
    const closing = app.close();
    const enqueuer = await lane.boot({
      imports: [QueuesModule.forFeature({ jobs: [work] })],
      role: 'enqueue',
    });
    await enqueuer.get(JobQueue).enqueue(work, {}, { id: 'too-late' });
    job.finish();
    await closing;
    expect(job.context.signal.aborted).toBe(false);
    expect(await find(enqueuer, job.id)).toMatchObject({ state: 'completed' });
    expect(await find(enqueuer, 'too-late')).toMatchObject({ state: 'waiting' });
    await enqueuer.get(QueueOperations).discard({ job: work.name, id: 'too-late' });
    await enqueuer.close();
  });

  it('aborts a handler after the bound and gives its job to the next worker, without losing an attempt', async () => {
    run = obeys;
    const app = await worker({ drainMs: 50 });
    const job = await started(app);
    await app.close();
    expect(job.context.signal.reason).toMatchObject({ kind: 'shutdown' });
    const attempts: number[] = [];
    run = async ({ attempt }) => attempts.push(attempt);
    const next = await worker({ drainMs: 50 });
    await eventually(async () => expect(await find(next, job.id)).toMatchObject({ state: 'completed' }));
    expect(attempts).toEqual([1]);
  });

  it('ends in time even when a handler ignores its signal; the job goes to the next worker', async () => {
    run = () => new Promise(() => undefined);
    const app = await worker({ drainMs: 50, abortGraceMs: 200, lockMs: 300 });
    const job = await started(app);
    const began = performance.now();
    await app.close();
    expect(performance.now() - began).toBeLessThan(5_000);
    run = async () => 'done';
    const next = await worker({ drainMs: 50, lockMs: 300 });
    await eventually(async () => expect(await find(next, job.id)).toMatchObject({ state: 'completed' }), {
      timeoutMs: 30_000,
    });
  });
});
