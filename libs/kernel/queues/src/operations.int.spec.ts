import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import type { RequestHandler } from 'express';
import { Registry } from 'prom-client';
import request from 'supertest';
import { z } from 'zod';

import { eventually, queueLanes, startQueueLane, type QueueLane } from '@doyak/kernel/testing';

import {
  defineJob,
  handler,
  JobQueue,
  mountBullBoard,
  QueueOperations,
  QueuesModule,
  registerQueueMetrics,
  UnrecoverableError,
} from './index.js';

const work = defineJob({ name: 'demo.work', queue: 'demo-work', payload: z.object({ fails: z.boolean() }) });
const reference = (id: string): { job: string; id: string } => ({ job: work.name, id });

describe.each(queueLanes())('what operators do on %s', (name) => {
  let lane: QueueLane;
  let app: INestApplication;
  let jobs: JobQueue;
  let operations: QueueOperations;
  let repaired = false;

  const guard: RequestHandler = (req, res, next) => {
    if (req.headers.authorization === 'Bearer administrator') next();
    else res.status(403).json({ code: 'FORBIDDEN' });
  };

  beforeAll(async () => {
    lane = await startQueueLane(name);
    app = await lane.boot({
      imports: [
        QueuesModule.forFeature({
          jobs: [work],
          handlers: [
            handler(work, async ({ fails }) => {
              if (fails && !repaired) throw new UnrecoverableError('endpoint is gone');
            }),
          ],
        }),
      ],
      configure: (mounted) => {
        mountBullBoard(mounted, '/admin/queues', guard);
        mountBullBoard(mounted, '/admin/read-only', guard, { readOnly: true });
      },
      tuning: { keepCompleted: { ageSeconds: 3_600, count: 5 }, keepFailed: { ageSeconds: 3_600, count: 4 } },
    });
    jobs = app.get(JobQueue);
    operations = app.get(QueueOperations);
  });
  afterAll(() => lane.stop());

  const enqueue = (id: string, fails: boolean): Promise<void> => jobs.enqueue(work, { fails }, { id });
  const stateOf = async (id: string): Promise<string | undefined> =>
    (await operations.find(reference(id)))?.state;
  async function failed(id: string): Promise<void> {
    repaired = false;
    await enqueue(id, true);
    await eventually(async () => expect(await stateOf(id)).toBe('failed'));
  }

  it('sees failed jobs and why, without their payloads', async () => {
    await failed('seen');
    const [job] = await operations.list('demo-work', 'failed');
    expect(job).toMatchObject({ id: 'seen', failedReason: 'endpoint is gone', attemptsMade: 1, attempts: 5 });
    expect(JSON.stringify(job)).not.toContain('fails');
  });

  it('retries a failed job with all its attempts', async () => {
    await failed('again');
    repaired = true;
    expect(await operations.retry(reference('again'))).toBe(true);
    await eventually(async () => expect(await stateOf('again')).toBe('completed'));
    expect(await operations.retry(reference('again'))).toBe(false);
    expect(await operations.retry(reference('never'))).toBe(false);
  });

  it('discards a failed job', async () => {
    await failed('gone');
    expect(await operations.discard(reference('gone'))).toBe(true);
    expect(await stateOf('gone')).toBeUndefined();
    expect(await operations.discard(reference('gone'))).toBe(false);
  });

  it('keeps a bounded number of finished jobs', async () => {
    for (let n = 0; n < 12; n += 1) await failed(`failed-${n}`);
    repaired = true;
    await jobs.enqueueMany(
      work,
      Array.from({ length: 30 }, (_, n) => ({ id: `done-${n}`, payload: { fails: false } })),
    );
    // Jobs that finish at the same time may each leave one more than asked for, never thirty.
    await eventually(async () => {
      const [counts] = await operations.counts();
      expect(counts).toMatchObject({ waiting: 0, active: 0 });
      expect(counts!.completed).toBeGreaterThanOrEqual(5);
      expect(counts!.completed).toBeLessThanOrEqual(10);
      expect(counts!.failed).toBeGreaterThanOrEqual(4);
      expect(counts!.failed).toBeLessThanOrEqual(8);
    });
  });

  it('pauses and resumes a queue, counts what waits and for how long, and drains it', async () => {
    await operations.pause('demo-work');
    await enqueue('waits', false);
    await jobs.enqueue(work, { fails: false }, { id: 'delayed', delayMs: 60_000 });
    await eventually(async () => {
      const [counts] = await operations.counts();
      expect(counts).toMatchObject({ queue: 'demo-work', paused: true, waiting: 1, delayed: 1 });
      expect(counts?.oldestWaitingMs).toBeGreaterThan(20);
    });
    expect((await operations.list('demo-work', 'waiting')).map(({ id }) => id)).toEqual(['waits']);
    await operations.drain('demo-work');
    await operations.resume('demo-work');
    expect(await operations.counts()).toMatchObject([
      { paused: false, waiting: 0, delayed: 0, oldestWaitingMs: 0 },
    ]);
  });

  it('offers figures to Prometheus', async () => {
    const registry = new Registry();
    registerQueueMetrics(operations, registry);
    const text = await registry.metrics();
    const [counts] = await operations.counts();
    expect(counts!.completed).toBeGreaterThan(0);
    expect(text).toContain(`doyak_queue_jobs{queue="demo-work",state="completed"} ${counts!.completed}`);
    expect(text).toContain('doyak_queue_oldest_waiting_seconds{queue="demo-work"} 0');
  });

  describe('bull-board', () => {
    const get = (path: string) =>
      request(app.getHttpServer()).get(path).set('authorization', 'Bearer administrator');
    const put = (path: string) =>
      request(app.getHttpServer()).put(path).set('authorization', 'Bearer administrator');

    it.each([
      '/admin/queues',
      '/admin/queues/api/queues',
      '/admin/queues/static/favicon.ico',
      '/admin/read-only/api/queues',
    ])('shows %s to nobody whom the guard refuses', async (path) => {
      await request(app.getHttpServer()).get(path).expect(403, { code: 'FORBIDDEN' });
    });

    it('shows page and queues to administrators', async () => {
      expect((await get('/admin/queues').expect(200)).text).toContain('Doyak');
      const { body } = await get('/admin/queues/api/queues?activeQueue=demo-work&status=failed').expect(200);
      expect(body.queues).toMatchObject([{ name: 'demo-work', counts: { failed: 4 }, readOnlyMode: false }]);
    });

    it('changes things only where it is not read-only', async () => {
      const act = (board: string) => put(`/admin/${board}/api/queues/demo-work/pause`);
      await act('read-only').expect(405);
      expect((await operations.counts())[0]?.paused).toBe(false);
      await act('queues').expect(200);
      expect((await operations.counts())[0]?.paused).toBe(true);
      await operations.resume('demo-work');
    });
  });
});
