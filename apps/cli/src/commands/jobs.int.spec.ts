import { eventually, queueLanes, type QueueLane, startQueueLane } from '@doyak/kernel/testing';
import {
  defineJob,
  handler,
  JobQueue,
  type PendingSource,
  QueuesModule,
  UnrecoverableError,
} from '@doyak/kernel/queues';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { Command } from 'commander';
import { z } from 'zod';
import { addJobs } from './jobs.js';

const work = defineJob({
  name: 'demo.work',
  queue: 'demo',
  payload: z.object({ how: z.enum(['well', 'badly', 'long']) }),
});

describe.each(queueLanes())('doyak jobs, with its queues on %s', (name) => {
  let lane: QueueLane;
  let app: INestApplication;
  let repaired = false;
  const ended: string[] = [];
  const pending = new Set<string>();
  const source: PendingSource = {
    name: 'demo.pending',
    async *pending() {
      for (const id of pending) yield { job: work, id, payload: { how: 'well' } };
    },
  };
  beforeAll(async () => {
    lane = await startQueueLane(name);
    const handlers = [
      handler(work, async ({ how }, { id, signal }) => {
        if (how === 'badly' && !repaired) throw new UnrecoverableError('The register is closed');
        if (how === 'long')
          await new Promise((_, reject) =>
            signal.addEventListener('abort', () => reject(signal.reason as Error)),
          );
        pending.delete(id);
        ended.push(id);
      }),
    ];
    app = await lane.boot({
      imports: [QueuesModule.forFeature({ jobs: [work], handlers, sources: [source] })],
    });
  }, 60_000);
  afterAll(() => lane.stop());

  /** What a call prints. */
  async function doyak(...words: string[]): Promise<string> {
    const said: string[] = [];
    const spy = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      said.push(String(text));
      return true;
    });
    try {
      const program = new Command('doyak').exitOverride().configureOutput({ writeErr: () => undefined });
      addJobs(program, (task) => task({ app }));
      await program.parseAsync(['node', 'doyak', 'jobs', ...words]);
    } finally {
      spy.mockRestore();
    }
    return said.join('');
  }
  const counts = async () => {
    const { queues } = JSON.parse(await doyak('counts', '--json')) as { queues: Record<string, unknown>[] };
    return queues[0];
  };
  const enqueue = (id: string, how: 'well' | 'badly' | 'long') =>
    app.get(JobQueue).enqueue(work, { how }, { id });

  it('counts and lists what is there, and runs again what failed', async () => {
    await enqueue('one', 'badly');
    await eventually(async () =>
      expect(await counts()).toMatchObject({ queue: 'demo', failed: 1, active: 0 }),
    );
    expect(await doyak()).toMatch(/queue +paused +oldestWaitingMs[^]+demo +false/);
    const list = await doyak('list', 'demo', 'failed');
    expect(list).toMatch(/demo\.work +one +failed[^]+The register is closed/);
    await expect(doyak('list', 'demo', 'lost')).rejects.toMatchObject({ code: 'STATE_UNKNOWN' });
    repaired = true;
    expect(await doyak('retry', 'demo.work', 'one')).toBe('Done.\n');
    await eventually(() => expect(ended).toEqual(['one']));
    await expect(doyak('retry', 'demo.work', 'one')).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
    await expect(doyak('retry', 'demo.other', 'one')).rejects.toThrow('No job is called');
  });

  it('stops what runs, with a reason, and removes what waits', async () => {
    await enqueue('runs', 'long');
    await eventually(async () => expect(await counts()).toMatchObject({ active: 1 }));
    await expect(doyak('cancel', 'demo.work', 'runs')).rejects.toThrow('--reason');
    expect(await doyak('cancel', 'demo.work', 'runs', '--reason', 'Asked in error')).toBe('stopping\n');
    await eventually(async () => expect(await counts()).toMatchObject({ active: 0 }));
    expect(await doyak('pause', 'demo')).toBe('Done.\n');
    await enqueue('waits', 'well');
    expect(await counts()).toMatchObject({ paused: true, waiting: 1 });
    expect(JSON.parse(await doyak('cancel', 'demo.work', 'waits', '--reason', 'Too late', '--json'))).toEqual(
      {
        ...{ job: 'demo.work', id: 'waits', outcome: 'removed' },
      },
    );
    await enqueue('thrown-away', 'well');
    expect(await doyak('discard', 'demo.work', 'thrown-away')).toBe('Done.\n');
    await expect(doyak('discard', 'demo.work', 'thrown-away')).rejects.toMatchObject({
      code: 'JOB_NOT_FOUND',
    });
  });

  it('drains a queue, and what PostgreSQL calls pending is rebuilt', async () => {
    for (const id of ['first', 'second']) {
      pending.add(id);
      await enqueue(id, 'well');
    }
    await enqueue('forgotten', 'well');
    expect(await counts()).toMatchObject({ waiting: 3 });
    expect(await doyak('drain', 'demo')).toBe('Done.\n');
    expect(await counts()).toMatchObject({ waiting: 0 });
    expect(await doyak('resume', 'demo')).toBe('Done.\n');
    expect(await doyak('rebuild')).toContain('demo.pending');
    await eventually(() => expect(ended.slice(1).sort()).toEqual(['first', 'second']));
  });
});
