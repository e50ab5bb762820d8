import { Database } from '@doyak/kernel/database';
import { describeWithRedisCluster, eventually } from '@doyak/kernel/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { sendDocument } from '../../../test/support/papers.js';
import { type PlatformApp, startPlatform } from '../../../test/support/platform-app.js';
import { reviewsOver } from '../../../test/support/reviews-over.js';
import { docxOf, pdfOf } from '../../../test/support/texts.js';

const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

describeWithRedisCluster('Reviews on a Redis Cluster of three nodes', (cluster) => {
  let doyak: PlatformApp;
  let over: ReturnType<typeof reviewsOver>;
  beforeAll(async () => {
    doyak = await startPlatform({
      settings: { REDIS_URL: cluster().urls.join(','), REDIS_CLUSTER: 'true' },
    });
    over = reviewsOver(doyak);
    await over.publish();
  }, 120_000);
  afterAll(() => doyak.close());

  const pool = () => doyak.app.get(Database, { strict: false }).pool;
  const ended = async (caseId: string, outcome: string) =>
    eventually(async () => expect(await over.theCase(caseId)).toMatchObject({ status: 'closed', outcome }), {
      timeoutMs: 60_000,
    });

  it('carry steps out one by one and side by side, and a check that fans out into its parts', async () => {
    const plain = await over.apply('checks');
    const spread = await over.apply('texts', 'hanbit', 12, async (own, id) => {
      await sendDocument(own, id, 'plan', pdfOf('보증을 신청합니다'));
      await sendDocument(own, id, 'annex', await docxOf('추론 성능'), undefined, WORD);
    });
    await ended(plain.caseId, 'completed');
    await ended(spread.caseId, 'completed');
    expect(await over.step(spread.review, 'text')).toMatchObject({
      attempt: 1,
      end: { outcome: 'extracted' },
    });
    await eventually(async () => expect((await pool().query('select from reviews.work')).rows).toEqual([]));
    const keys = (await cluster().keys()).flat();
    expect(keys.filter((key) => key.includes(':reviews')).length).toBeGreaterThan(0);
    expect(keys.every((key) => key.startsWith('{doyak}:'))).toBe(true);
  });

  it('go on after every node was emptied, and ring at the time of a task', async () => {
    const { caseId, review } = await over.apply('people', 'hanbit');
    const desk = await eventually(async () => (await over.step(review, 'desk')) ?? false);
    await eventually(async () => expect(await over.timersOf(desk.id)).toHaveLength(2));
    await cluster().flush();
    // As if the days had passed: the instant stands in the timer's data.
    await pool().query(`update doyak.timers set due = now() where starts_with(id, $1)`, [
      `reviews:${desk.id}:`,
    ]);
    await eventually(async () => expect(await over.timersOf(desk.id)).toEqual([]));
    expect(await over.step(review, 'desk')).toMatchObject({ status: 'open', escalated: true });
    const { rows } = await pool().query<{ type: string }>(
      `select type from doyak.events where case_id = $1 and type in ('reviews.task-reminded', 'reviews.task-escalated') order by type`,
      [caseId],
    );
    expect(rows.map(({ type }) => type)).toEqual(['reviews.task-escalated', 'reviews.task-reminded']);
    const after = await over.apply('checks');
    await ended(after.caseId, 'completed');
  });
});
