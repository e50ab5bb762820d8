import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database } from '@doyak/kernel/database';
import { jobKey, JobQueue, Queues } from '@doyak/kernel/queues';
import { eventually } from '@doyak/kernel/testing';
import { verifyWebhook } from '@doyak/webhook-receiver';
import { Webhook as SvixWebhook } from 'svix';
import { deliver } from './delivery/deliver.js';
import { type EndpointView, PartnerApp } from '../../../test/support/partner-app.js';

describe('Delivery over HTTP', () => {
  let app: PartnerApp;
  beforeAll(async () => {
    app = await PartnerApp.connected();
  }, 120_000);
  afterAll(() => app.close());

  it('delivers the messages of a case that concerns the partner: signed, in order, and those of no other', async () => {
    const [caseId, other] = [await app.newCase(), await app.newCase()];
    await app.name(caseId).expect(200);
    await app.hold(other);
    await app.hold(caseId);
    await eventually(() => expect(app.sink.sequencesOf(caseId)).toHaveLength(3));
    const types = app.sink.received.map(({ event }) => event.type);
    expect(types).toEqual(
      ['webhooks.partner-named', 'cases.case-held', 'cases.case-resumed'].map(
        (type) => `kr.doyak.${type}.v1`,
      ),
    );
    expect(app.sink.sequencesOf(other)).toEqual([]);
    const [first, second] = app.sink.received;
    expect(first!.event).toMatchObject({
      source: 'doyak.local/log',
      subject: caseId,
      partitionkey: caseId,
      previoussequence: '0',
      data: { as: 'guarantor' },
    });
    expect(second!.event).toMatchObject({
      previoussequence: first!.event.sequence,
      data: { caseId, reason: '[withheld]' },
    });
    expect(first!.headers).toMatchObject({
      'webhook-id': first!.event.id,
      'content-type': 'application/cloudevents+json; charset=utf-8',
    });
    new SvixWebhook(app.secret).verify(first!.body.toString(), first!.headers as Record<string, string>);
    const { keys } = await app.read<{ keys: { publicKey: string }[] }>(
      '/.well-known/doyak-webhook-keys.json',
    );
    const publicKeys = keys.map(({ publicKey }) => publicKey);
    expect(verifyWebhook(first!.headers, first!.body, { publicKeys }).key).toBe(publicKeys[0]);
    await eventually(async () => expect(await app.theEndpoint()).toMatchObject({ waiting: 0 }));
  });

  it('sends what failed again, nothing of the same case before it, and other cases meanwhile', async () => {
    const [stuck, other] = [await app.namedCase(), await app.namedCase()];
    const order: string[] = [];
    app.sink.answer = ({ event }, times) => {
      order.push(`${event.subject === stuck ? 'stuck' : 'other'} ${event.type.split('.').at(-2)} ${times}`);
      if (event.subject !== stuck || event.type !== 'kr.doyak.cases.case-held.v1') return 204;
      return (
        ([{ status: 302, headers: { location: `${app.sink.url}/other` } }, 'silence', 400][times - 1] as
          400 | 'silence') ?? 204
      );
    };
    // All are there before the first is sent.
    await app.post('operator', `${app.path}/pause`, { reason: 'Maintenance' }).expect(200);
    await app.hold(stuck);
    await app.hold(other);
    await app.post('operator', `${app.path}/resume`, { reason: 'Done' }).expect(200);
    await eventually(() => expect(app.sink.sequencesOf(stuck)).toHaveLength(3), { timeoutMs: 30_000 });
    await eventually(() => expect(app.sink.sequencesOf(other)).toHaveLength(3));
    const ofStuck = order.filter((line) => line.startsWith('stuck'));
    expect(ofStuck).toEqual(
      [1, 2, 3, 4].map((times) => `stuck case-held ${times}`).concat('stuck case-resumed 1'),
    );
    expect(order.indexOf('other case-resumed 1')).toBeLessThan(order.indexOf('stuck case-held 4'));
    await app.settled();
    const [held] = (await app.messages(`?caseId=${stuck}`)).filter(({ type }) => type === 'cases.case-held');
    const tries = await app.attempts(held!.index);
    expect(tries.map(({ status, failure }) => status ?? failure)).toEqual([204, 400, 'TIMED_OUT', 302]);
    expect(app.sink.received.every(({ headers }) => headers.referer === undefined)).toBe(true);
    app.sink.answer = () => 204;
  });

  it('pauses an endpoint that is gone or out of attempts, tells the officer, and goes on in order when a person resumes it', async () => {
    const caseId = await app.namedCase();
    const { path } = app;
    for (const [answer, because] of [
      [410, 'gone'],
      [404, 'exhausted'],
    ] as const) {
      app.sink.answer = () => answer;
      await app.hold(caseId);
      await eventually(
        async () =>
          expect(await app.theEndpoint()).toMatchObject({ status: 'paused', pausedBecause: because }),
        { timeoutMs: 30_000 },
      );
      const { items } = await app.read<{ items: EndpointView[] }>(
        `/v1/webhook-endpoints?alarm=true&officer=${app.personId('operator')}`,
      );
      expect(items.map(({ id }) => id)).toEqual([app.endpointId]);
      expect((await app.theEndpoint()).waiting).toBe(2);
      app.sink.answer = () => 204;
      await app.post('partner', `${path}/resume`, { reason: 'Mended' }).expect(200);
      await app.settled();
    }
    expect(app.sink.sequencesOf(caseId)).toEqual([...app.sink.sequencesOf(caseId)].sort((a, b) => a - b));
    expect(app.sink.sequencesOf(caseId)).toHaveLength(5);
    await app.post('partner', `${path}/resume`, { reason: 'Again' }).expect(409);
    await app.post('operator', `${path}/pause`, { reason: 'Maintenance' }).expect(200);
    await app.hold(caseId);
    await eventually(async () => expect((await app.theEndpoint()).waiting).toBe(2));
    const [held, resumed] = (await app.messages('?state=waiting'))!;
    const aside = (index: string, verb: string) =>
      app.post('operator', `${path}/messages/${index}/${verb}`, { reason: 'Their parser' });
    await aside(held!.index, 'set-aside').expect(200);
    await aside(held!.index, 'release').expect((answer) => expect([200, 409]).toContain(answer.status));
    await eventually(async () => {
      await aside(held!.index, 'set-aside');
      expect(await app.theEndpoint()).toMatchObject({ waiting: 1, setAside: 1 });
    });
    await app.post('operator', `${path}/resume`, { reason: 'Done' }).expect(200);
    await app.settled();
    expect(app.sink.received.at(-1)!.event.id).toBe(resumed!.id);
    await aside(held!.index, 'release').expect(200);
    await eventually(() => expect(app.sink.received.at(-1)!.event.id).toBe(held!.id));
    await aside('999999', 'set-aside').expect(404);
  });

  it('goes on at once when it is resumed, although a job for it was used up while it was paused', async () => {
    const caseId = await app.namedCase();
    await app.settled();
    await app.post('operator', `${app.path}/pause`, { reason: 'Maintenance' }).expect(200);
    await app.hold(caseId);
    await eventually(async () =>
      expect(await app.theEndpoint()).toMatchObject({ status: 'paused', waiting: 2 }),
    );
    const { app: nest } = app.doyak;
    const { rows } = await nest
      .get(Database, { strict: false })
      .pool.query<{ generation: string }>(
        'select generation from webhooks.endpoints where endpoint_id = $1',
        [app.endpointId],
      );
    const generation = Number(rows[0]!.generation);
    const id = `${app.endpointId}.${generation}`;
    const payload = { endpointId: app.endpointId, generation };
    await nest.get(JobQueue, { strict: false }).enqueue(deliver, payload, { id });
    const queue = nest.get(Queues, { strict: false }).get(deliver.queue);
    await eventually(async () =>
      expect(await (await queue.getJob(jobKey(deliver, id)))!.getState()).toBe('completed'),
    );
    await app.post('operator', `${app.path}/resume`, { reason: 'Done' }).expect(200);
    await eventually(() => expect(app.sink.sequencesOf(caseId)).toHaveLength(3), { timeoutMs: 10_000 });
  });
});
