import { Database } from '@doyak/kernel/database';
import { EventStore } from '@doyak/kernel/event-store';
import { eventually } from '@doyak/kernel/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type PlatformApp, startPlatform } from '../../../test/support/platform-app.js';
import { reviewed, reviewsOver } from '../../../test/support/reviews-over.js';

describe('Automated steps over HTTP', () => {
  let doyak: PlatformApp;
  let over: ReturnType<typeof reviewsOver>;
  beforeAll(async () => {
    doyak = await startPlatform();
    over = reviewsOver(doyak);
    await doyak.as('admin').post('/v1/programs/reviewed/publish', { text: reviewed }).expect(200);
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
});
