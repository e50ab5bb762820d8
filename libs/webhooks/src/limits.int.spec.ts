import { Database } from '@doyak/kernel/database';
import { eventually } from '@doyak/kernel/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PartnerApp } from '../../../test/support/partner-app.js';
import { DeliverySettings } from './delivery/delivery-settings.js';
import { type PartnerEndpoint, startPartnerEndpoint } from './partner-endpoint.test-support.js';

describe('Endpoints beside one another', () => {
  let app: PartnerApp;
  const others: PartnerEndpoint[] = [];
  beforeAll(async () => {
    app = await PartnerApp.connected();
  }, 120_000);
  afterAll(async () => {
    for (const other of others) other.close();
    await app.close();
  });

  const another = async (wishes: object) => {
    const sink = await startPartnerEndpoint();
    others.push(sink);
    return { sink, ...(await app.register({ url: sink.url, ...wishes })) };
  };
  const metric = async (line: RegExp) =>
    line.exec((await app.doyak.as().get('/metrics').expect(200)).text)?.[1];

  it('do not feel one that never answers: it has its few requests and no more, the others have everything', async () => {
    Object.assign(app.doyak.app.get(DeliverySettings, { strict: false }), { timeout: 60_000 });
    const dead = await another({ concurrency: 2 });
    dead.sink.answer = () => 'silence';
    const cases = [await app.namedCase(), await app.namedCase(), await app.namedCase()];
    for (const caseId of cases) await app.hold(caseId);
    for (const caseId of cases) await eventually(() => expect(app.sink.sequencesOf(caseId)).toHaveLength(3));
    await app.settled();
    expect(dead.sink.received).toHaveLength(2);
    expect(new Set(dead.sink.received.map(({ event }) => event.subject)).size).toBe(2);
    const { waiting } = await app.read<{ waiting: number }>(`/v1/webhook-endpoints/${dead.id}`);
    expect(waiting).toBe(9);
    expect(await metric(/^doyak_webhook_waiting (\d+)/m)).toBe('9');
    await app.post('operator', `/v1/webhook-endpoints/${dead.id}/disable`, { reason: 'Dead' }).expect(200);
    Object.assign(app.doyak.app.get(DeliverySettings, { strict: false }), { timeout: 700 });
  });

  it('get as many requests a minute as they allow, and are left alone for as long as they ask', async () => {
    const slow = await another({ perMinute: 300 });
    const caseId = await app.newCase();
    const began = performance.now();
    await app.name(caseId).expect(200);
    await app.hold(caseId);
    await app.hold(caseId);
    await eventually(() => expect(slow.sink.sequencesOf(caseId)).toHaveLength(5), { timeoutMs: 30_000 });
    // Five requests have four pauses of 200 ms between them.
    expect(performance.now() - began).toBeGreaterThan(800);
    const at: number[] = [];
    slow.sink.answer = (_, times) => {
      at.push(performance.now());
      return times === 1 ? { status: 503, headers: { 'retry-after': '1' } } : 204;
    };
    const busy = await app.newCase();
    await app.name(busy).expect(200);
    await eventually(() => expect(at).toHaveLength(2), { timeoutMs: 30_000 });
    expect(at[1]! - at[0]!).toBeGreaterThan(990);
  });

  it('get a case from its failed message on, although its time comes while what stands behind it is being read', async () => {
    const { sink, id } = await another({ perMinute: 300, concurrency: 1 });
    const [failed, other] = [await app.namedCase(), await app.namedCase()];
    await eventually(() => expect(sink.sequencesOf(other)).toHaveLength(1));
    const endpoint = () => app.read<{ waiting: number }>(`/v1/webhook-endpoints/${id}`);
    await eventually(async () => expect((await endpoint()).waiting).toBe(0));
    await app.post('operator', `/v1/webhook-endpoints/${id}/pause`, { reason: 'Maintenance' }).expect(200);
    const settings = app.doyak.app.get(DeliverySettings, { strict: false });
    const { inMemory } = settings;
    settings.inMemory = 2;
    await app.post('operator', `/v1/cases/${failed}/hold`, { reason: 'Inquiry' }).expect(200);
    for (let times = 0; times < 3; times += 1) await app.hold(other);
    await app.post('operator', `/v1/cases/${failed}/resume`, { reason: 'Answered' }).expect(200);
    await eventually(async () => expect((await endpoint()).waiting).toBe(8));
    // As a worker leaves it that was killed: the first message has failed, and is due while the others are sent, 200 ms apart.
    await app.doyak.app.get(Database, { strict: false }).pool.query(
      `with head as (
         update webhooks.messages set attempts = 1, retry_at = now() + interval '500 ms'
         where endpoint_id = $1 and index = (select min(index) from webhooks.messages where endpoint_id = $1 and state = 'waiting')
       )
       update webhooks.endpoints set status = 'active', due_at = now(), not_before = null, queued_at = null where endpoint_id = $1`,
      [id],
    );
    await eventually(() => expect(sink.sequencesOf(failed)).toHaveLength(3), { timeoutMs: 30_000 });
    settings.inMemory = inMemory;
    const sequences = sink.sequencesOf(failed);
    expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
    expect(sink.sequencesOf(other)).toHaveLength(7);
  });

  it('raise an alarm when they are gone: a figure for whoever watches, and a line for the officer', async () => {
    const gone = await another({});
    gone.sink.answer = () => 410;
    await app.namedCase();
    await eventually(
      async () => expect(await metric(/^doyak_webhook_alarms\{because="gone"\} (\d+)/m)).toBe('1'),
      {
        timeoutMs: 30_000,
      },
    );
    const { items } = await app.read<{ items: { id: string; reason: string }[] }>(
      `/v1/webhook-endpoints?alarm=true&officer=${app.personId('operator')}`,
    );
    expect(items).toMatchObject([{ id: gone.id, reason: 'The endpoint answered 410 Gone' }]);
  });
});
