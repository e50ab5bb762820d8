import { Database } from '@doyak/kernel/database';
import { EventStore } from '@doyak/kernel/event-store';
import { eventually } from '@doyak/kernel/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type PlatformApp, startPlatform } from '../../../test/support/platform-app.js';
import { reviewsOver } from '../../../test/support/reviews-over.js';

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
});
