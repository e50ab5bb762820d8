import { randomUUID } from 'node:crypto';
import { Database } from '@doyak/kernel/database';
import { EventStore } from '@doyak/kernel/event-store';
import { eventually } from '@doyak/kernel/testing';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { type PlatformApp, startPlatform } from '../../../test/support/platform-app.js';
import { reviewsOver } from '../../../test/support/reviews-over.js';
import type { Checker } from './checkers/checker.js';
import { Checkers } from './checkers/checkers.js';
import { CheckerMetrics } from './work/checker-metrics.js';
import { ReviewHealth } from './work/review-health.js';
import { ReviewTuning } from './work/review-tuning.js';

describe('Automated steps over HTTP', () => {
  let doyak: PlatformApp;
  let over: ReturnType<typeof reviewsOver>;
  beforeAll(async () => {
    doyak = await startPlatform();
    over = reviewsOver(doyak);
    await over.publish();
  }, 120_000);
  afterAll(() => doyak.close());

  it('go side by side, in order and on condition, and drive the case', async () => {
    const { caseId, review } = await over.apply('checks');
    await eventually(async () => expect((await over.page(review)).status).toBe('decided'), {
      timeoutMs: 20_000,
    });
    const page = await over.page(review);
    expect(page.outcome).toBe('passed');
    expect(page.skipped).toEqual(['large']);
    const ends = Object.fromEntries(page.steps.map(({ step, end }) => [step, end?.outcome]));
    expect(ends).toEqual({ numbers: 'valid', support: 'none', papers: 'complete' });
    await eventually(async () => {
      expect(await over.theCase(caseId)).toMatchObject({ status: 'closed', outcome: 'completed' });
    });
    const { pool } = doyak.app.get(Database, { strict: false });
    await eventually(async () => {
      expect((await pool.query('select from reviews.work where case_id = $1', [caseId])).rows).toEqual([]);
    });
    const events = await doyak.app.get(EventStore, { strict: false }).readCase(caseId);
    expect(events.filter(({ type }) => type === 'StepEnded')).toHaveLength(3);
  });

  it('are seen in the metrics, and their queues by administrators', async () => {
    const { body } = await doyak.as('admin').get('/v1/queues').expect(200);
    const queues = (body as { queues: { queue: string }[] }).queues.map(({ queue }) => queue);
    expect(queues).toEqual(expect.arrayContaining(['reviews', 'reviews-heavy', 'reviews-registers']));
    await doyak.as('operator').get('/v1/queues').expect(403);
    await doyak.as('admin').get('/v1/queues/nothing/jobs').expect(404);
    await doyak.as('admin').post('/v1/queues/jobs/reviews.run-step/none/retry').expect(404);
    await doyak.as('admin').post('/v1/queues/reviews/pause').expect(200);
    await doyak.as('admin').post('/v1/queues/reviews/resume').expect(200);
    const rebuilt = await doyak.as('admin').post('/v1/queues/rebuild').expect(200);
    expect(rebuilt.body).toMatchObject({ sources: expect.arrayContaining([expect.anything()]) as unknown });
    const { text } = await doyak.as().get('/metrics').expect(200);
    expect(text).toMatch(/doyak_review_attempts\{checker="company-numbers",outcome="valid"\} \d+/);
    expect(text).toContain('doyak_review_steps{checker="documents",state="waiting"} 0');
  });

  /** Events of a stream as they come, until it ends. */
  async function* streamed(path: string): AsyncGenerator<{ event: string; data: Record<string, unknown> }> {
    const headers = { Authorization: `Bearer ${doyak.token('operator')}`, Accept: 'text/event-stream' };
    const answer = await fetch(doyak.url + path, { headers });
    expect(answer.status).toBe(200);
    let text = '';
    for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) {
      const parts = (text + chunk).split('\n\n');
      text = parts.pop()!;
      for (const part of parts) {
        const [event, data] = ['event', 'data'].map(
          (name) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(part)?.[1],
        );
        if (event && data) yield { event, data: JSON.parse(data) as Record<string, unknown> };
      }
    }
  }

  it('show how far they are, live and on the case', async () => {
    const checker = doyak.app.get(Checkers, { strict: false }).find('company-numbers') as Checker;
    const check = checker.check.bind(checker);
    const gates = [1, 2].map(() => {
      let open = (): void => undefined;
      return { opened: new Promise<void>((resolve) => (open = resolve)), open: () => open() };
    });
    const spy = jest.spyOn(checker, 'check').mockImplementation(async (input, context) => {
      for (const [at, gate] of gates.entries()) {
        await context.progress({ done: at + 1, total: 2 });
        await gate.opened;
      }
      return check(input, context);
    });
    try {
      const { caseId, review } = await over.apply('checks', 'hanbit');
      const path = `/v1/cases/${caseId}/checks`;
      const numbers = await eventually(async () => {
        const { body } = await doyak.as('operator').get(path).expect(200);
        const { checks } = body as { checks: { stepId: string; checker: string; progress: unknown }[] };
        const found = checks.find((one) => one.checker === 'company-numbers');
        expect(found).toMatchObject({ status: 'running', attempt: 1, progress: { done: 1, total: 2 } });
        return found!;
      });
      await doyak.as('byeol').get(path).expect(403);
      await doyak.as('operator').get(`/v1/cases/${randomUUID()}/checks`).expect(404);
      const seen: unknown[] = [];
      for await (const { event, data } of streamed(`/v1/review-steps/${numbers.stepId}/progress`)) {
        seen.push(event === 'end' ? data : data['progress']);
        gates[seen.length - 1]?.open();
      }
      expect(seen).toEqual([
        { done: 1, total: 2 },
        { done: 2, total: 2 },
        { status: 'ended', outcome: 'valid' },
      ]);
      await eventually(async () => expect((await over.page(review)).status).toBe('decided'));
      await eventually(async () =>
        expect((await doyak.as('operator').get(path).expect(200)).body).toEqual({ caseId, checks: [] }),
      );
    } finally {
      spy.mockRestore();
    }
  });

  it('raise an alarm when they are stuck, and are counted with the age of the oldest', async () => {
    const database = doyak.app.get(Database, { strict: false });
    // No worker knows the check: nobody takes it up.
    const [waits, dead, fresh] = [randomUUID(), randomUUID(), randomUUID()];
    await database.pool.query(
      `insert into reviews.work (step_id, case_id, checker, status, attempt, delivery, due, waiting_since, lease_until)
       values ($1, $1, 'of-another-release', 'waiting', 1, 1, now() - interval '1 hour', now() - interval '1 hour', null),
              ($2, $2, 'of-another-release', 'running', 1, 1, now() - interval '1 hour', now(), now() - interval '20 minutes'),
              ($3, $3, 'of-another-release', 'running', 1, 1, now() - interval '1 hour', now(), now() + interval '30 seconds')`,
      [waits, dead, fresh],
    );
    const said = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const health = new ReviewHealth(
      database,
      { processes: true } as never,
      doyak.app.get(Checkers, { strict: false }),
      new CheckerMetrics(),
      new ReviewTuning({ alarmMs: 20 }),
    );
    try {
      health.onApplicationBootstrap();
      await eventually(() =>
        expect(said).toHaveBeenCalledWith(
          expect.objectContaining({ checker: 'of-another-release', stuck: 2 }),
          'Automated steps of reviews are stuck',
        ),
      );
      const { text } = await doyak.as().get('/metrics').expect(200);
      const value = (line: string) => Number(new RegExp(`^${line} (.*)$`, 'm').exec(text)?.[1]);
      const steps = (state: string) =>
        value(`doyak_review_steps\\{checker="of-another-release",state="${state}"\\}`);
      expect(['waiting', 'running', 'stuck'].map(steps)).toEqual([1, 2, 2]);
      const oldest = value('doyak_review_oldest_waiting_seconds\\{checker="of-another-release"\\}');
      expect(Math.round(oldest / 60)).toBe(60);
      await database.pool.query('delete from reviews.work where step_id = any($1)', [[waits, dead, fresh]]);
      expect((await health.standing()).find(({ stuck }) => stuck > 0)).toBeUndefined();
    } finally {
      health.onModuleDestroy();
      said.mockRestore();
    }
  });
});
