import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';

import { startQueueLane, type QueueLane } from '@doyak/kernel/testing';

import {
  defineJob,
  handler,
  JobHandler,
  JobQueue,
  Queues,
  QueuesModule,
  type Handles,
  type QueuesFeature,
} from './index.js';

const payload = z.object({});
const first = defineJob({ name: 'boot.first', queue: 'boot', payload });
const second = defineJob({ name: 'boot.second', queue: 'boot', payload });
const elsewhere = defineJob({ name: 'boot.elsewhere', queue: 'boot', payload });
const wider = defineJob({ name: 'boot.wider', queue: 'boot', payload, concurrency: 9 });
const twin = defineJob({ name: 'boot.first', queue: 'boot', payload });
const done = async (): Promise<string> => 'done';

@JobHandler(first)
@Injectable()
class HandlesFirst implements Handles<typeof first> {
  run = done;
}

@JobHandler(elsewhere)
@Injectable()
class HandlesElsewhere implements Handles<typeof elsewhere> {
  run = done;
}

describe('boot', () => {
  let lane: QueueLane;
  beforeAll(async () => {
    lane = await startQueueLane('postgres');
  });
  afterAll(() => lane.stop());

  const boot = (
    feature: QueuesFeature,
    providers: (typeof HandlesFirst | typeof HandlesElsewhere)[],
    role?: 'enqueue',
  ) => lane.boot({ imports: [QueuesModule.forFeature(feature)], providers, role });

  it('succeeds when each job has its one handler', async () => {
    const app = await boot({ jobs: [first, second], handlers: [handler(second, done)] }, [HandlesFirst]);
    expect(await app.get(Queues).health()).toEqual({ backend: 'postgres', reachable: true });
    await app.close();
  });

  it('fails when a job has no handler', async () => {
    await expect(boot({ jobs: [first, second] }, [HandlesFirst])).rejects.toThrow(
      'boot.second: has no handler',
    );
  });

  it('fails when a job has two handlers', async () => {
    const feature = { jobs: [first], handlers: [handler(first, done)] };
    await expect(boot(feature, [HandlesFirst])).rejects.toThrow(
      'boot.first: has 2 handlers (done, HandlesFirst)',
    );
  });

  it('fails when a handler names a job that nobody defines, whatever the role', async () => {
    const fault = 'HandlesElsewhere: handles boot.elsewhere, which no module defines';
    await expect(boot({ jobs: [] }, [HandlesElsewhere])).rejects.toThrow(fault);
    await expect(boot({ jobs: [] }, [HandlesElsewhere], 'enqueue')).rejects.toThrow(fault);
  });

  it('fails when two jobs have one name, or jobs of one queue disagree on what they share', async () => {
    const feature = { jobs: [first, wider, twin], handlers: [handler(wider, done)] };
    const failed = boot(feature, [HandlesFirst]);
    await expect(failed).rejects.toThrow('boot.first: defined twice');
    await expect(failed).rejects.toThrow(
      'boot.wider: queue boot has another concurrency or limiter in boot.first',
    );
  });

  it('names every fault at once', async () => {
    await expect(boot({ jobs: [first, second] }, [])).rejects.toMatchObject({
      code: 'JOB_REGISTRY',
      faults: ['boot.first: has no handler', 'boot.second: has no handler'],
    });
  });

  it('needs no handlers where jobs are only enqueued, and runs none there', async () => {
    const app = await boot({ jobs: [first] }, [], 'enqueue');
    await app.get(JobQueue).enqueue(first, {}, { id: 'waits' });
    const { rows } = await lane.owner.query('select state from bullmq.job where id = $1', [
      'boot.first~waits',
    ]);
    expect(rows).toEqual([{ state: 'waiting' }]);
    await app.close();
  });
});
