import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { Database } from '@doyak/kernel/database';
import { EventStore } from '@doyak/kernel/event-store';
import { eventually } from '@doyak/kernel/testing';
import {
  type DoyakEvent,
  publicKeyText,
  type Receipt,
  signReceipt,
  verifyWebhook,
} from '@doyak/webhook-receiver';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CommandBus } from '@nestjs/cqrs';
import { Webhook as SvixWebhook } from 'svix';
import { type PlatformApp, startPlatform } from '../../../test/support/platform-app.js';
import { DeliverySettings } from './delivery/delivery-settings.js';
import { openCase } from './open-case.test-support.js';
import { type PartnerEndpoint, startPartnerEndpoint } from './partner-endpoint.test-support.js';
import { IssueDigest } from './features/issue-digest/issue-digest.js';
import { GRANTABLE } from './published/catalogue.js';

interface Message {
  index: string;
  id: string;
  type: string;
  caseId: string | null;
  receiptAt: string | null;
}
interface Endpoint {
  id: string;
  status: string;
  pausedBecause: string | null;
  waiting: number;
  setAside: number;
}

describe('Webhooks over HTTP', () => {
  let doyak: PlatformApp;
  let sink: PartnerEndpoint;
  let partnerId: string;
  let endpointId: string;
  let secret: string;
  beforeAll(async () => {
    sink = await startPartnerEndpoint();
    doyak = await startPlatform({ settings: { OUTBOUND_LOOPBACK: 'true' } });
    const settings = doyak.app.get(DeliverySettings, { strict: false });
    Object.assign(settings, {
      retryDelays: [150, 150, 150],
      throttle: 200,
      breakFirst: 200,
      breakLongest: 400,
      timeout: 700,
    });
    const { items } = await read<{ items: { id: string; kind: string }[] }>('/v1/organisations', 'admin');
    partnerId = items.find(({ kind }) => kind === 'guarantee-fund')!.id;
  }, 120_000);
  afterAll(async () => {
    await doyak.close();
    sink.close();
  });

  const post = (person: string, path: string, body?: object) => doyak.as(person).post(path, body);
  const read = async <Body>(path: string, person = 'operator') =>
    (await doyak.as(person).get(path).expect(200)).body as Body;
  const meOf = (person: string) =>
    (JSON.parse(Buffer.from(doyak.token(person).split('.')[1]!, 'base64url').toString()) as { sub: string })
      .sub;
  const theEndpoint = () => read<Endpoint>(`/v1/webhook-endpoints/${endpointId}`);
  const newCase = async () => {
    const caseId = await openCase(doyak.app.get(EventStore, { strict: false }));
    await eventually(async () => void (await read(`/v1/cases/${caseId}`)));
    return caseId;
  };
  const hold = async (caseId: string) => {
    await post('operator', `/v1/cases/${caseId}/hold`, { reason: 'Inquiry' }).expect(200);
    await post('operator', `/v1/cases/${caseId}/resume`, { reason: 'Answered' }).expect(200);
  };
  const name = (caseId: string) =>
    post('operator', `/v1/cases/${caseId}/partners/name`, {
      organisationId: partnerId,
      as: 'guarantor',
      reason: 'Track rule',
    });

  it('registers an endpoint once the partner has been granted messages, and sends nothing before it agreed', async () => {
    const wishes = { url: sink.url, types: GRANTABLE, form: 'fat', description: 'Guarantee system' };
    expect((await post('partner', '/v1/webhook-endpoints', wishes).expect(422)).body).toMatchObject({
      code: 'PARTNER_NOT_GRANTED',
    });
    const grant = {
      types: GRANTABLE.filter((type) => type !== 'cases.case-closed'),
      fat: true,
      officer: meOf('operator'),
      reason: 'Treaty',
    };
    await post('operator', `/v1/webhook-partners/${partnerId}/grant`, grant).expect(403);
    await post('admin', `/v1/webhook-partners/${randomUUID()}/grant`, grant).expect(422);
    await post('admin', `/v1/webhook-partners/${partnerId}/grant`, grant).expect(200);
    expect((await post('partner', '/v1/webhook-endpoints', wishes).expect(422)).body).toMatchObject({
      code: 'TYPES_NOT_GRANTED',
    });
    const types = grant.types;
    for (const url of [
      'http://10.0.0.1/',
      'https://169.254.169.254/',
      'https://localhost.internal/x',
      'http://a.example/',
    ])
      expect(
        (await post('partner', '/v1/webhook-endpoints', { ...wishes, types, url }).expect(422)).body,
      ).toMatchObject({ code: 'URL_NOT_ALLOWED' });
    const made = await post('partner', '/v1/webhook-endpoints', { ...wishes, types }).expect(201);
    ({ id: endpointId, secret } = made.body as { id: string; secret: string });
    expect(secret).toMatch(/^whsec_/);
    expect(JSON.stringify(await theEndpoint())).not.toContain(secret.slice(6, 20));
    sink.agree = {};
    expect(
      (await post('partner', `/v1/webhook-endpoints/${endpointId}/activate`).expect(422)).body,
    ).toMatchObject({ code: 'HANDSHAKE_FAILED' });
    sink.agree = { 'WebHook-Allowed-Origin': 'doyak.local' };
    await post('partner', `/v1/webhook-endpoints/${endpointId}/activate`).expect(200);
    expect(sink.handshakes.at(-1)).toMatchObject({ 'webhook-request-origin': 'doyak.local' });
    expect(await theEndpoint()).toMatchObject({ status: 'active' });
  });

  it('delivers the messages of a case that concerns the partner: signed, in order, and those of no other', async () => {
    const [caseId, other] = [await newCase(), await newCase()];
    await name(caseId).expect(200);
    await hold(other);
    await hold(caseId);
    await eventually(() => expect(sink.sequencesOf(caseId)).toHaveLength(3));
    const types = sink.received.map(({ event }) => event.type);
    expect(types).toEqual(
      ['webhooks.partner-named', 'cases.case-held', 'cases.case-resumed'].map(
        (type) => `kr.doyak.${type}.v1`,
      ),
    );
    expect(sink.sequencesOf(other)).toEqual([]);
    const [first, second] = sink.received;
    expect(first!.event).toMatchObject({
      source: 'doyak.local/log',
      subject: caseId,
      partitionkey: caseId,
      previoussequence: '0',
      data: { as: 'guarantor' },
    });
    expect(second!.event).toMatchObject({
      previoussequence: first!.event.sequence,
      data: { caseId, reason: 'Inquiry' },
    });
    expect(first!.headers).toMatchObject({
      'webhook-id': first!.event.id,
      'content-type': 'application/cloudevents+json; charset=utf-8',
    });
    new SvixWebhook(secret).verify(first!.body.toString(), first!.headers as Record<string, string>);
    const { keys } = await read<{ keys: { publicKey: string }[] }>('/.well-known/doyak-webhook-keys.json');
    const publicKeys = keys.map(({ publicKey }) => publicKey);
    expect(verifyWebhook(first!.headers, first!.body, { publicKeys }).key).toBe(publicKeys[0]);
    await eventually(async () => expect(await theEndpoint()).toMatchObject({ waiting: 0 }));
  });

  const messages = async (query = '') =>
    (await read<{ items: Message[] }>(`/v1/webhook-endpoints/${endpointId}/messages${query}`)).items;
  const attempts = async (index: string) =>
    (
      await read<{ items: { status: number | null; failure: string | null; receipt: string | null }[] }>(
        `/v1/webhook-endpoints/${endpointId}/attempts?index=${index}`,
      )
    ).items;
  const namedCase = async () => {
    const caseId = await newCase();
    await name(caseId).expect(200);
    await eventually(() => expect(sink.sequencesOf(caseId)).toHaveLength(1));
    return caseId;
  };
  const settled = () =>
    eventually(async () => expect(await theEndpoint()).toMatchObject({ waiting: 0, status: 'active' }));

  it('sends what failed again, nothing of the same case before it, and other cases meanwhile', async () => {
    const [stuck, other] = [await namedCase(), await namedCase()];
    const order: string[] = [];
    sink.answer = ({ event }, times) => {
      order.push(`${event.subject === stuck ? 'stuck' : 'other'} ${event.type.split('.').at(-2)} ${times}`);
      if (event.subject !== stuck || event.type !== 'kr.doyak.cases.case-held.v1') return 204;
      return (
        ([{ status: 302, headers: { location: `${sink.url}/other` } }, 'silence', 400][times - 1] as
          400 | 'silence') ?? 204
      );
    };
    await hold(stuck);
    await hold(other);
    await eventually(() => expect(sink.sequencesOf(stuck)).toHaveLength(3), { timeoutMs: 30_000 });
    await eventually(() => expect(sink.sequencesOf(other)).toHaveLength(3));
    const ofStuck = order.filter((line) => line.startsWith('stuck'));
    expect(ofStuck).toEqual(
      [1, 2, 3, 4].map((times) => `stuck case-held ${times}`).concat('stuck case-resumed 1'),
    );
    expect(order.indexOf('other case-resumed 1')).toBeLessThan(order.indexOf('stuck case-held 4'));
    await settled();
    const [held] = (await messages(`?caseId=${stuck}`)).filter(({ type }) => type === 'cases.case-held');
    const tries = await attempts(held!.index);
    expect(tries.map(({ status, failure }) => status ?? failure)).toEqual([204, 400, 'TIMED_OUT', 302]);
    expect(sink.received.every(({ headers }) => headers.referer === undefined)).toBe(true);
    sink.answer = () => 204;
  });

  it('pauses an endpoint that is gone or out of attempts, tells the officer, and goes on in order when a person resumes it', async () => {
    const caseId = await namedCase();
    const path = `/v1/webhook-endpoints/${endpointId}`;
    for (const [answer, because] of [
      [410, 'gone'],
      [404, 'exhausted'],
    ] as const) {
      sink.answer = () => answer;
      await hold(caseId);
      await eventually(
        async () => expect(await theEndpoint()).toMatchObject({ status: 'paused', pausedBecause: because }),
        { timeoutMs: 30_000 },
      );
      const { items } = await read<{ items: Endpoint[] }>(
        `/v1/webhook-endpoints?alarm=true&officer=${meOf('operator')}`,
      );
      expect(items.map(({ id }) => id)).toEqual([endpointId]);
      expect((await theEndpoint()).waiting).toBe(2);
      sink.answer = () => 204;
      await post('partner', `${path}/resume`, { reason: 'Mended' }).expect(200);
      await settled();
    }
    expect(sink.sequencesOf(caseId)).toEqual([...sink.sequencesOf(caseId)].sort((a, b) => a - b));
    expect(sink.sequencesOf(caseId)).toHaveLength(5);
    await post('partner', `${path}/resume`, { reason: 'Again' }).expect(409);
    await post('operator', `${path}/pause`, { reason: 'Maintenance' }).expect(200);
    await hold(caseId);
    await eventually(async () => expect((await theEndpoint()).waiting).toBe(2));
    const [held, resumed] = (await messages('?state=waiting'))!;
    const aside = (index: string, verb: string) =>
      post('operator', `${path}/messages/${index}/${verb}`, { reason: 'Their parser' });
    await aside(held!.index, 'set-aside').expect(200);
    await aside(held!.index, 'release').expect((answer) => expect([200, 409]).toContain(answer.status));
    await eventually(async () => {
      await aside(held!.index, 'set-aside');
      expect(await theEndpoint()).toMatchObject({ waiting: 1, setAside: 1 });
    });
    await post('operator', `${path}/resume`, { reason: 'Done' }).expect(200);
    await settled();
    expect(sink.received.at(-1)!.event.id).toBe(resumed!.id);
    await aside(held!.index, 'release').expect(200);
    await eventually(() => expect(sink.received.at(-1)!.event.id).toBe(held!.id));
    await aside('999999', 'set-aside').expect(404);
  });

  it('counts and replays a range, also what happened before the endpoint was there, and resends one', async () => {
    const path = `/v1/webhook-endpoints/${endpointId}`;
    await settled();
    const all = await messages('?limit=200');
    const before = sink.received.length;
    const preview = await read<{ count: number }>(`${path}/replay?from=0`);
    expect(preview.count).toBe(all.length);
    const replay = { from: 0, count: all.length - 1, reason: 'Their database was lost' };
    expect((await post('partner', `${path}/replay`, replay).expect(409)).body).toMatchObject({
      code: 'COUNT_DIFFERS',
    });
    await post('partner', `${path}/replay`, { ...replay, count: all.length }).expect(200);
    await eventually(() => expect(sink.received.length).toBe(before + all.length), { timeoutMs: 30_000 });
    const again = sink.received.slice(before).filter(({ event }) => event.subject === all[0]!.caseId);
    expect(again.map(({ event }) => event.id)).toEqual(
      all.filter(({ caseId }) => caseId === all[0]!.caseId).map(({ id }) => id),
    );
    const first = sink.received.find(({ event }) => event.id === all[0]!.id)!;
    expect(again[0]!.body.equals(first.body)).toBe(true);
    await settled();
    await post('partner', `${path}/messages/${all[0]!.index}/resend`, { reason: 'Once more' }).expect(200);
    await eventually(() => expect(sink.received.length).toBe(before + all.length + 1));
    const late = await startPartnerEndpoint();
    const made = await post('partner', '/v1/webhook-endpoints', {
      url: late.url,
      types: ['cases.case-held'],
      description: 'Second system',
    }).expect(201);
    const { id } = made.body as { id: string };
    await post('partner', `/v1/webhook-endpoints/${id}/activate`).expect(200);
    const { count } = await read<{ count: number }>(`/v1/webhook-endpoints/${id}/replay?from=0`);
    expect(count).toBeGreaterThan(3);
    await eventually(() =>
      post('partner', `/v1/webhook-endpoints/${id}/replay`, {
        from: 0,
        count,
        reason: 'From the start',
      }).expect(200),
    );
    await eventually(() => expect(late.received).toHaveLength(count), { timeoutMs: 30_000 });
    expect(late.received[0]!.event.data).not.toHaveProperty('reason');
    await post('partner', `/v1/webhook-endpoints/${id}/disable`, { reason: 'Replaced' }).expect(200);
    await post('partner', `/v1/webhook-endpoints/${id}/pause`, { reason: 'x' }).expect(409);
    late.close();
  });

  it('signs with both secrets during the grace of a rotation, and sends a test message on demand', async () => {
    const rotated = await post('partner', `/v1/webhook-endpoints/${endpointId}/rotate-secret`, {
      graceHours: 1,
    }).expect(200);
    const next = (rotated.body as { secret: string }).secret;
    const test = await post('partner', `/v1/webhook-endpoints/${endpointId}/test`).expect(200);
    expect(test.body).toMatchObject({ status: 204, failure: null });
    const { headers, body } = sink.received.at(-1)!;
    for (const one of [secret, next]) verifyWebhook(headers, body, { secrets: [one] });
    expect(() => verifyWebhook(headers, body, { secrets: [`whsec_${'A'.repeat(40)}`] })).toThrow();
  });

  it('keeps receipts that hold, says why others do not, and reports what is unreceipted', async () => {
    const { privateKey: own } = generateKeyPairSync('ed25519');
    const { privateKey: foreign } = generateKeyPairSync('ed25519');
    const validity = { validFrom: '2020-01-01T00:00:00Z', validUntil: '2021-01-01T00:00:00Z' };
    const keys = `/v1/webhook-partners/${partnerId}/keys`;
    const register = (body: object) =>
      post('partner', keys, { publicKey: publicKeyText(own), ...validity, ...body });
    expect((await register({ validUntil: '2030-01-01T00:00:00Z' }).expect(422)).body).toMatchObject({
      code: 'KEY_VALIDITY',
    });
    const now = Date.now();
    await register({
      validFrom: new Date(now - 1_000).toISOString(),
      validUntil: new Date(now + 86_400_000).toISOString(),
    }).expect(200);
    await register({
      validFrom: new Date(now).toISOString(),
      validUntil: new Date(now + 1_000).toISOString(),
    }).expect(409);
    const receiptOf = ({ event, body }: { event: { id: string }; body: Buffer }, key = own) =>
      signReceipt({ id: event.id, body, receivedAt: new Date() }, key);
    sink.answer = (one, times) => ({
      status: 200,
      body: JSON.stringify(receiptOf(one, times === 1 ? own : foreign)),
    });
    const caseId = await namedCase();
    await settled();
    const [named] = await messages(`?caseId=${caseId}`);
    expect(named!.receiptAt).not.toBeNull();
    expect((await attempts(named!.index))[0]).toMatchObject({ receipt: 'KEPT' });
    await post('partner', `/v1/webhook-endpoints/${endpointId}/messages/${named!.index}/resend`, {
      reason: 'x',
    }).expect(200);
    await eventually(async () =>
      expect((await attempts(named!.index))[0]).toMatchObject({ receipt: 'RECEIPT_KEY_UNKNOWN' }),
    );
    sink.answer = () => 204;
    await hold(caseId);
    await eventually(() => expect(sink.sequencesOf(caseId)).toHaveLength(3));
    await settled();
    const open = async () => (await messages(`?caseId=${caseId}&unreceipted=true`)).map(({ type }) => type);
    expect(await open()).toEqual(['cases.case-held', 'cases.case-resumed']);
    const last = sink.received.at(-1)!;
    const give = (receipt: Receipt) => post('partner', '/v1/receipts', receipt);
    expect((await give({ ...receiptOf(last), bodySha256: '0'.repeat(64) }).expect(422)).body).toMatchObject({
      code: 'RECEIPT_BODY_DIFFERS',
    });
    expect(
      (await give({ ...receiptOf(last), receivedAt: '2026-01-01T00:00:00.000Z' }).expect(422)).body,
    ).toMatchObject({ code: 'RECEIPT_FORGED' });
    expect((await give({ ...receiptOf(last), webhookId: randomUUID() }).expect(404)).body).toMatchObject({
      code: 'MESSAGE_NOT_FOUND',
    });
    expect((await give(receiptOf(last)).expect(200)).body).toEqual({ kept: true });
    expect((await give(receiptOf(last)).expect(200)).body).toEqual({ kept: false });
    expect(await open()).toEqual(['cases.case-held']);
    await post('partner', `/v1/webhook-partners/${partnerId}/revoke-key`, {
      publicKey: publicKeyText(own),
      reason: 'Lost',
    }).expect(200);
    expect((await give(receiptOf(last)).expect(422)).body).toMatchObject({ code: 'RECEIPT_KEY_UNKNOWN' });
  });

  it('gives the same messages in the feed, waits for new ones, and digests what the partner should hold', async () => {
    const feed = async (query: string) =>
      (await doyak.as('partner').get(`/v1/feed?endpoint=${endpointId}${query}`).expect(200)).body as {
        items: DoyakEvent[];
        next: string;
      };
    const all: DoyakEvent[] = [];
    for (let after = ''; ;) {
      const { items, next } = await feed(`&limit=7${after}`);
      all.push(...items);
      after = `&after=${next}`;
      if (items.length === 0) break;
    }
    const sent = new Map(sink.received.map(({ event, body }) => [event.id, body.toString()]));
    expect(all.map(({ id }) => id)).toEqual((await messages('?limit=200')).map(({ id }) => id));
    for (const event of all) expect(JSON.stringify(event)).toBe(sent.get(event.id));
    const last = (await feed('')).next;
    const waiting = feed(`&after=${last}&wait=10`);
    const caseId = await namedCase();
    expect((await waiting).items).toMatchObject([{ subject: caseId }]);
    await doyak.as('operator').get(`/v1/feed?endpoint=${endpointId}`).expect(403);
    await doyak.as('partner').get(`/v1/feed?endpoint=${randomUUID()}`).expect(404);
    await settled();
    const context = {
      actor: { kind: 'system', id: 'test', authority: 'test' },
      now: new Date(),
      commandId: randomUUID(),
    } as const;
    await doyak.app
      .get(CommandBus, { strict: false })
      .execute(new IssueDigest(endpointId, '2026-03-02', context));
    await eventually(() =>
      expect(sink.received.at(-1)!.event.type).toBe('kr.doyak.webhooks.digest-issued.v1'),
    );
    const { data } = sink.received.at(-1)!.event as {
      data: { day: string; cases: { caseId: string; messages: number; lastSequence: number }[] };
    };
    expect(data.day).toBe('2026-03-02');
    for (const line of data.cases) {
      const held = sink.sequencesOf(line.caseId);
      expect([held.length, Math.max(...held)]).toEqual([line.messages, line.lastSequence]);
    }
    expect(data.cases.map((line) => line.caseId)).toContain(caseId);
    const { pool } = doyak.app.get(Database, { strict: false });
    const { rows } = await pool.query(`select due > now() as future from doyak.timers where id = $1`, [
      `webhook-digest-${endpointId}`,
    ]);
    expect(rows).toEqual([{ future: true }]);
  });
});
