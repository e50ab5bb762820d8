import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database } from '@doyak/kernel/database';
import { eventually } from '@doyak/kernel/testing';
import { PartnerApp } from '../../../test/support/partner-app.js';
import { startPartnerEndpoint } from './partner-endpoint.test-support.js';

describe('Replays over HTTP', () => {
  let app: PartnerApp;
  beforeAll(async () => {
    app = await PartnerApp.connected();
    for (let cases = 0; cases < 2; cases += 1) {
      const caseId = await app.namedCase();
      await app.hold(caseId);
      await app.hold(caseId);
    }
    await app.settled();
  }, 120_000);
  afterAll(() => app.close());

  it('counts and replays a range, also what happened before the endpoint was there, and resends one', async () => {
    const { path } = app;
    await app.settled();
    const all = await app.messages('?limit=200');
    const before = app.sink.received.length;
    const preview = await app.read<{ count: number }>(`${path}/replay?from=0`);
    expect(preview.count).toBe(all.length);
    const replay = { from: 0, count: all.length - 1, reason: 'Their database was lost' };
    expect((await app.post('partner', `${path}/replay`, replay).expect(409)).body).toMatchObject({
      code: 'COUNT_DIFFERS',
    });
    await app.post('partner', `${path}/replay`, { ...replay, count: all.length }).expect(200);
    await eventually(() => expect(app.sink.received.length).toBe(before + all.length), { timeoutMs: 30_000 });
    const again = app.sink.received.slice(before).filter(({ event }) => event.subject === all[0]!.caseId);
    expect(again.map(({ event }) => event.id)).toEqual(
      all.filter(({ caseId }) => caseId === all[0]!.caseId).map(({ id }) => id),
    );
    const first = app.sink.received.find(({ event }) => event.id === all[0]!.id)!;
    expect(again[0]!.body.equals(first.body)).toBe(true);
    await app.settled();
    await app
      .post('partner', `${path}/messages/${all[0]!.index}/resend`, { reason: 'Once more' })
      .expect(200);
    await eventually(() => expect(app.sink.received.length).toBe(before + all.length + 1));
    const late = await startPartnerEndpoint();
    const made = await app
      .post('partner', '/v1/webhook-endpoints', {
        url: late.url,
        types: ['cases.case-held'],
        description: 'Second system',
      })
      .expect(201);
    const { id } = made.body as { id: string };
    await app.post('partner', `/v1/webhook-endpoints/${id}/activate`).expect(200);
    const { count } = await app.read<{ count: number }>(`/v1/webhook-endpoints/${id}/replay?from=0`);
    expect(count).toBeGreaterThan(3);
    await eventually(() =>
      app
        .post('partner', `/v1/webhook-endpoints/${id}/replay`, {
          from: 0,
          count,
          reason: 'From the start',
        })
        .expect(200),
    );
    await eventually(() => expect(late.received).toHaveLength(count), { timeoutMs: 30_000 });
    expect(late.received[0]!.event.data).not.toHaveProperty('reason');
    // Each names the one before it, and the next digest counts them.
    for (const caseId of new Set(late.received.map(({ event }) => event.subject!))) {
      const held = late.received.filter(({ event }) => event.subject === caseId).map(({ event }) => event);
      expect(held.map(({ previoussequence }) => previoussequence)).toEqual([
        '0',
        ...held.slice(0, -1).map(({ sequence }) => sequence),
      ]);
    }
    const { rows } = await app.doyak.app
      .get(Database, { strict: false })
      .pool.query('select sum(messages)::int as messages from webhooks.positions where endpoint_id = $1', [
        id,
      ]);
    expect(rows).toEqual([{ messages: count }]);
    await app.post('partner', `/v1/webhook-endpoints/${id}/disable`, { reason: 'Replaced' }).expect(200);
    await app.post('partner', `/v1/webhook-endpoints/${id}/pause`, { reason: 'x' }).expect(409);
    late.close();
  });
});
