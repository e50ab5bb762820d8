import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { z } from 'zod';
import { describeWhereRedisIs, eventually, type QueueLane, startQueueLane } from '@doyak/kernel/testing';
import { defineJob, handler, JobQueue, type PendingSource, QueueOperations, QueuesModule } from './index.js';

const payload = z.object({ number: z.int() });
const work = defineJob({ name: 'demo.work', queue: 'demo-work', payload });
const gather = defineJob({ name: 'demo.gather', queue: 'demo-gather', payload });

const done: number[] = [];
const wanted = new Set<number>();
let held: Promise<void> | undefined;
const source: PendingSource = {
  name: 'demo',
  async *pending() {
    for (const number of wanted) yield { job: work, id: `n-${number}`, payload: { number } };
  },
};
const feature = QueuesModule.forFeature({
  jobs: [work, gather],
  handlers: [
    handler(work, async ({ number }) => {
      await held;
      wanted.delete(number);
      done.push(number);
    }),
    handler(gather, async ({ number }) => void done.push(number)),
  ],
  sources: [source],
});

describeWhereRedisIs('Queues on a Redis Cluster of three nodes', () => {
  let lane: QueueLane;
  let app: INestApplication;
  beforeAll(async () => {
    lane = await startQueueLane('redis-cluster');
    app = await lane.boot({ imports: [feature] });
  }, 60_000);
  afterAll(() => lane.stop());
  const jobs = () => app.get(JobQueue);

  it('run jobs, delayed ones and flows over several queues', async () => {
    await jobs().enqueueMany(
      work,
      [1, 2, 3].map((number) => ({ id: `j-${number}`, payload: { number } })),
    );
    await jobs().enqueue(work, { number: 4 }, { id: 'later', delayMs: 50 });
    await eventually(async () => expect([...done].sort()).toEqual([1, 2, 3, 4]));
    done.length = 0;
    await jobs().enqueueFlow(
      { job: gather, id: 'all', payload: { number: 9 } },
      work,
      [5, 6].map((number) => ({ id: `f-${number}`, payload: { number } })),
    );
    await eventually(async () => expect(done.at(-1)).toBe(9));
    expect(await app.get(QueueOperations).counts()).toHaveLength(2);
  });

  it('keep all their keys on one node, by the hash tag of their prefix', async () => {
    const nodes = await lane.cluster!.keys();
    expect(nodes.filter((keys) => keys.length > 0)).toHaveLength(1);
    expect(nodes.flat().every((key) => key.startsWith('{doyak}:'))).toBe(true);
  });

  it('are rebuilt after every node was emptied', async () => {
    done.length = 0;
    let release = () => undefined as void;
    held = new Promise((resolve) => (release = resolve));
    for (let number = 20; number < 40; number += 1) wanted.add(number);
    await jobs().enqueueMany(
      work,
      [...wanted].map((number) => ({ id: `n-${number}`, payload: { number } })),
    );
    await lane.cluster!.flush();
    held = undefined;
    release();
    await eventually(async () => expect(new Set(done).size).toBe(20), { timeoutMs: 20_000 });
    expect(wanted.size).toBe(0);
  });

  it('control: without a hash tag a script would need several nodes', async () => {
    const other = await lane.boot({ imports: [feature], role: 'enqueue', prefix: 'plain' });
    await expect(other.get(JobQueue).enqueue(work, { number: 0 }, { id: 'x' })).rejects.toThrow(
      /slot|CROSSSLOT/i,
    );
    await other.close();
  });
});
