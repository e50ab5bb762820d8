import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Injectable, type INestApplication } from '@nestjs/common';
import { z } from 'zod';

import { eventually, queueLanes, startQueueLane, type QueueLane } from '@doyak/kernel/testing';

import {
  defineJob,
  handler,
  JobHandler,
  JobQueue,
  Postpone,
  QueueOperations,
  QueuesModule,
  RetryAfter,
  UnrecoverableError,
  type Handles,
  type JobContext,
} from './index.js';

const soon = { kind: 'steps', delaysMs: [5], jitter: 0 } as const;
const payload = z.object({ step: z.string().min(1), times: z.coerce.number().default(1) });

const measure = defineJob({ name: 'demo.measure', queue: 'demo', payload, attempts: 3, backoff: soon });
const slow = defineJob({
  name: 'demo.slow',
  queue: 'demo-slow',
  payload,
  attempts: 2,
  backoff: soon,
  timeoutMs: 100,
});
const endless = defineJob({ name: 'demo.endless', queue: 'demo-endless', payload });
const other = defineJob({ name: 'demo.other', queue: 'demo', payload });

type Run = (given: z.output<typeof payload>, context: JobContext) => Promise<unknown>;

/** What the class handler does is set by each test. */
const behaviour = jest.fn<Run>();

@JobHandler(measure)
@Injectable()
class Measure implements Handles<typeof measure> {
  run(given: z.output<typeof payload>, context: JobContext): Promise<unknown> {
    return behaviour(given, context);
  }
}

const onSlow = jest.fn<Run>();
const onEndless = jest.fn<Run>();
const onOther = jest.fn<Run>();

/** Resolves when the handler's signal is aborted, with its reason thrown. */
const untilAborted = ({ signal }: JobContext): Promise<never> =>
  new Promise((_, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
  );

describe.each(queueLanes())('jobs on %s', (name) => {
  let lane: QueueLane;
  let app: INestApplication;
  let jobs: JobQueue;
  let operations: QueueOperations;
  let number = 0;
  const newId = (): string => `step-${(number += 1)}`;
  const state = async (job: string, id: string): Promise<string | undefined> =>
    (await operations.find({ job, id }))?.state;

  beforeAll(async () => {
    lane = await startQueueLane(name, {
      prepare: 'create table effects (job_id text); grant select, insert on effects to doyak_app',
    });
    app = await lane.boot({
      imports: [
        QueuesModule.forFeature({
          jobs: [measure, slow, endless, other],
          handlers: [handler(slow, onSlow), handler(endless, onEndless), handler(other, onOther)],
        }),
      ],
      providers: [Measure],
    });
    jobs = app.get(JobQueue);
    operations = app.get(QueueOperations);
  });
  afterAll(() => lane.stop());

  it('hands the validated payload and its context to the handler', async () => {
    const id = newId();
    let seen:
      | { given: unknown; context: Pick<JobContext, 'job' | 'id' | 'attempt' | 'attempts' | 'correlationId'> }
      | undefined;
    behaviour.mockImplementationOnce(async (given, context) => {
      const { job, attempt, attempts, correlationId } = context;
      seen = { given, context: { job, id: context.id, attempt, attempts, correlationId } };
      await context.progress({ done: 3, of: 4 });
      return 'measured';
    });
    await jobs.enqueue(measure, { step: 'a', times: '7' }, { id, correlationId: 'request-1' });
    await eventually(async () => expect(await state(measure.name, id)).toBe('completed'));
    expect(seen).toEqual({
      given: { step: 'a', times: 7 },
      context: { job: 'demo.measure', id, attempt: 1, attempts: 3, correlationId: 'request-1' },
    });
    expect(await operations.find({ job: measure.name, id })).toMatchObject({
      queue: 'demo',
      progress: { done: 3, of: 4 },
      correlationId: 'request-1',
    });
  });

  it('refuses a payload that does not fit when it is enqueued, without repeating its values', async () => {
    const enqueued = jobs.enqueue(measure, { step: 'secret', times: 'not a number' }, { id: newId() });
    await expect(enqueued).rejects.toMatchObject({
      code: 'INVALID_JOB_PAYLOAD',
      message: expect.not.stringContaining('not a number'),
    });
  });

  it('fails a stored payload that no longer fits, at once and visibly', async () => {
    const id = newId();
    const older = { ...measure, payload: z.object({ step: z.number() }) };
    await jobs.enqueue(older, { step: 1 }, { id });
    await eventually(async () =>
      expect(await operations.find({ job: measure.name, id })).toMatchObject({
        state: 'failed',
        attemptsMade: 1,
        failedReason: expect.stringContaining('/step invalid_type'),
      }),
    );
  });

  it('enqueues the same id once while the job is kept, and per kind of job', async () => {
    const id = newId();
    behaviour.mockClear();
    onOther.mockClear();
    behaviour.mockResolvedValue('done');
    onOther.mockResolvedValue('done');
    for (let time = 0; time < 3; time += 1) await jobs.enqueue(measure, { step: 'a' }, { id });
    await jobs.enqueueMany(measure, [{ id, payload: { step: 'a' } }]);
    await jobs.enqueue(other, { step: 'a' }, { id });
    await eventually(async () => expect(await state(other.name, id)).toBe('completed'));
    await eventually(async () => expect(await state(measure.name, id)).toBe('completed'));
    expect([behaviour.mock.calls.length, onOther.mock.calls.length]).toEqual([1, 1]);
  });

  it('refuses ids that a backend could not keep', async () => {
    await expect(jobs.enqueue(measure, { step: 'a' }, { id: 'a:b' })).rejects.toMatchObject({
      code: 'INVALID_JOB_ID',
    });
  });

  it('retries after the backoff and keeps what used up its attempts', async () => {
    const id = newId();
    const attempts: number[] = [];
    behaviour.mockImplementation(async (_, context) => {
      attempts.push(context.attempt);
      throw new Error(`attempt ${context.attempt} failed`);
    });
    await jobs.enqueue(measure, { step: 'a' }, { id });
    await eventually(async () =>
      expect(await operations.find({ job: measure.name, id })).toMatchObject({
        state: 'failed',
        failedReason: 'attempt 3 failed',
        attemptsMade: 3,
      }),
    );
    expect(attempts).toEqual([1, 2, 3]);
  });

  it('does not retry what is unrecoverable', async () => {
    const id = newId();
    behaviour.mockClear();
    behaviour.mockRejectedValue(new UnrecoverableError('no such company'));
    await jobs.enqueue(measure, { step: 'a' }, { id });
    await eventually(async () => expect(await state(measure.name, id)).toBe('failed'));
    expect(behaviour).toHaveBeenCalledTimes(1);
  });

  it('lets the handler say when the next attempt makes sense', async () => {
    const id = newId();
    const at: number[] = [];
    behaviour.mockImplementation(async () => {
      at.push(performance.now());
      if (at.length === 1) throw new RetryAfter(300);
      return 'done';
    });
    await jobs.enqueue(measure, { step: 'a' }, { id });
    await eventually(async () => expect(await state(measure.name, id)).toBe('completed'));
    // Timers of different clocks meet here, hence the slack.
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThan(270);
  });

  it('postpones without using up an attempt', async () => {
    const id = newId();
    const attempts: number[] = [];
    behaviour.mockImplementation(async (_, context) => {
      attempts.push(context.attempt);
      if (attempts.length <= 4) throw new Postpone(5);
      return 'done';
    });
    await jobs.enqueue(measure, { step: 'a' }, { id });
    await eventually(async () => expect(await state(measure.name, id)).toBe('completed'));
    expect(attempts).toEqual([1, 1, 1, 1, 1]);
  });

  it('keeps a delayed job until its time', async () => {
    const id = newId();
    behaviour.mockReset();
    behaviour.mockResolvedValue('done');
    await jobs.enqueue(measure, { step: 'a' }, { id, delayMs: 200 });
    expect(await state(measure.name, id)).toBe('delayed');
    expect(behaviour).not.toHaveBeenCalled();
    await eventually(async () => expect(await state(measure.name, id)).toBe('completed'));
  });

  it('aborts what takes too long, and commits nothing that it still tries to write', async () => {
    const id = newId();
    const ends: string[] = [];
    onSlow.mockImplementation(async (_, context) => {
      await context
        .once(async (tx) => {
          await tx.query('insert into effects values ($1)', [context.id]);
          await untilAborted(context).catch(() => undefined);
        })
        .catch((error: Error) => ends.push(error.message));
      throw new Error('stopped');
    });
    await jobs.enqueue(slow, { step: 'a' }, { id });
    await eventually(async () =>
      expect(await operations.find({ job: slow.name, id })).toMatchObject({
        state: 'failed',
        attemptsMade: 2,
        failedReason: 'no result within 100 ms',
      }),
    );
    await eventually(() => expect(ends).toEqual(['no result within 100 ms', 'no result within 100 ms']));
    expect((await lane.owner.query('select * from effects where job_id = $1', [id])).rows).toEqual([]);
  });

  it('gives up a handler that ignores its signal', async () => {
    const id = newId();
    let release = (): void => undefined;
    onSlow.mockImplementation(() => new Promise((resolve) => (release = () => resolve('late'))));
    await jobs.enqueue(slow, { step: 'a' }, { id });
    await eventually(async () => expect(await state(slow.name, id)).toBe('failed'));
    release();
  });

  it('cancels a running job through its signal, from any process', async () => {
    const id = newId();
    const asking = await lane.boot({
      imports: [QueuesModule.forFeature({ jobs: [measure, slow, endless, other] })],
      role: 'enqueue',
    });
    const reason = new Promise<Error>((resolve) => {
      onEndless.mockImplementation(async (_, context) => {
        await untilAborted(context).catch(resolve);
        throw new Error('stopped');
      });
    });
    await jobs.enqueue(endless, { step: 'a' }, { id });
    await eventually(async () => expect(await state(endless.name, id)).toBe('active'));
    const answer = await asking.get(QueueOperations).cancel({ job: endless.name, id }, 'withdrawn');
    expect(answer).toBe('stopping');
    expect(await reason).toMatchObject({ kind: 'cancelled', message: 'withdrawn' });
    await eventually(async () => expect(await state(endless.name, id)).toBe('completed'));
    expect((await lane.owner.query('select * from doyak.job_cancellation')).rows).toEqual([]);
    await asking.close();
  });

  it('cancels a job that waits by removing it', async () => {
    const id = newId();
    await jobs.enqueue(endless, { step: 'a' }, { id, delayMs: 60_000 });
    expect(await operations.cancel({ job: endless.name, id }, 'withdrawn')).toBe('removed');
    expect(await state(endless.name, id)).toBeUndefined();
    expect(await operations.cancel({ job: endless.name, id }, 'withdrawn')).toBe('none');
  });
});
