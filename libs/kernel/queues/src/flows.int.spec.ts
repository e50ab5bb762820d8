import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { z } from 'zod';
import { eventually, type QueueLane, queueLanes, startQueueLane } from '@doyak/kernel/testing';
import { defineJob, handler, JobQueue, QueueOperations, QueuesModule, UnrecoverableError } from './index.js';

const payload = z.object({ of: z.string() });
const gather = defineJob({ name: 'demo.gather', queue: 'demo-gather', payload });
const part = defineJob({ name: 'demo.part', queue: 'demo-parts', payload, attempts: 1 });

describe.each(queueLanes())('Jobs that wait for others on %s', (name) => {
  let lane: QueueLane;
  let app: INestApplication;
  const seen: string[] = [];
  let hold: Promise<void> | undefined;
  beforeAll(async () => {
    lane = await startQueueLane(name);
    app = await lane.boot({
      imports: [
        QueuesModule.forFeature({
          jobs: [gather, part],
          handlers: [
            handler(gather, async ({ of }) => void seen.push(`gather ${of}`)),
            handler(part, async ({ of }) => {
              await hold;
              seen.push(`part ${of}`);
              if (of.endsWith('broken')) throw new UnrecoverableError('broken');
            }),
          ],
        }),
      ],
    });
  });
  afterAll(() => lane.stop());

  const enqueue = (of: string, parts: readonly string[]) =>
    app.get(JobQueue).enqueueFlow(
      { job: gather, id: of, payload: { of } },
      part,
      parts.map((one) => ({ id: `${of}.${one}`, payload: { of: one } })),
    );

  it('run once all of them have ended, also those that failed', async () => {
    await enqueue('one', ['a', 'b', 'broken']);
    await eventually(async () => expect(seen.at(-1)).toBe('gather one'));
    expect(seen.slice(0, -1).sort()).toEqual(['part a', 'part b', 'part broken']);
  });

  it('are known to their queue while they wait', async () => {
    let release = () => undefined as void;
    hold = new Promise((resolve) => (release = resolve));
    await enqueue('two', ['c']);
    // The state tells operators and the reconciler that nothing is missing.
    const operations = app.get(QueueOperations);
    await eventually(async () =>
      expect((await operations.find({ job: gather.name, id: 'two' }))?.state).toBe('waiting-children'),
    );
    release();
    hold = undefined;
    await eventually(async () => expect(seen.at(-1)).toBe('gather two'));
  });

  it('are refused whole where one payload does not fit', async () => {
    await expect(
      app.get(JobQueue).enqueueFlow({ job: gather, id: 'three', payload: { of: 'three' } }, part, [
        { id: 'x', payload: { of: 'x' } },
        { id: 'y', payload: { of: 1 as never } },
      ]),
    ).rejects.toMatchObject({ code: 'INVALID_JOB_PAYLOAD' });
    expect(await app.get(QueueOperations).find({ job: part.name, id: 'x' })).toBeUndefined();
  });
});
