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
