import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { Database } from '@doyak/kernel/database';
import { eventually } from '@doyak/kernel/testing';
import { publicKeyText, type Receipt, signReceipt } from '@doyak/webhook-receiver';
import { PartnerApp } from '../../../test/support/partner-app.js';
import { startPartnerEndpoint } from './partner-endpoint.test-support.js';

describe('Receipts over HTTP', () => {
  let app: PartnerApp;
  beforeAll(async () => {
    app = await PartnerApp.connected();
  }, 120_000);
  afterAll(() => app.close());

  it('keeps receipts that hold, says why others do not, and reports what is unreceipted', async () => {
    const { privateKey: own } = generateKeyPairSync('ed25519');
    const { privateKey: foreign } = generateKeyPairSync('ed25519');
    const validity = { validFrom: '2020-01-01T00:00:00Z', validUntil: '2021-01-01T00:00:00Z' };
    const keys = `/v1/webhook-partners/${app.partnerId}/keys`;
    const register = (body: object) =>
      app.post('partner', keys, { publicKey: publicKeyText(own), ...validity, ...body });
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
    app.sink.answer = (one, times) => ({
      status: 200,
      body: JSON.stringify(receiptOf(one, times === 1 ? own : foreign)),
    });
    const caseId = await app.namedCase();
    await app.settled();
    const [named] = await app.messages(`?caseId=${caseId}`);
    expect(named!.receiptAt).not.toBeNull();
    expect((await app.attempts(named!.index))[0]).toMatchObject({ receipt: 'KEPT' });
    await app
      .post('partner', `${app.path}/messages/${named!.index}/resend`, {
        reason: 'x',
      })
      .expect(200);
    await eventually(async () =>
      expect((await app.attempts(named!.index))[0]).toMatchObject({ receipt: 'RECEIPT_KEY_UNKNOWN' }),
    );
    app.sink.answer = () => 204;
    await app.hold(caseId);
    await eventually(() => expect(app.sink.sequencesOf(caseId)).toHaveLength(3));
    await app.settled();
    const open = async () =>
      (await app.messages(`?caseId=${caseId}&unreceipted=true`)).map(({ type }) => type);
    expect(await open()).toEqual(['cases.case-held', 'cases.case-resumed']);
    const last = app.sink.received.at(-1)!;
    const give = (receipt: Receipt) => app.post('partner', '/v1/receipts', receipt);
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
    await app
      .post('partner', `/v1/webhook-partners/${app.partnerId}/revoke-key`, {
        publicKey: publicKeyText(own),
        reason: 'Lost',
      })
      .expect(200);
    expect((await give(receiptOf(last)).expect(422)).body).toMatchObject({ code: 'RECEIPT_KEY_UNKNOWN' });
  });

  it('are counted as missing over all endpoints, by age, program and partner, the oldest messages first', async () => {
    app.sink.answer = () => 204;
    const sink = await startPartnerEndpoint();
    const { id: second } = await app.register({ url: sink.url, types: ['cases.case-held'] });
    const caseId = await app.namedCase();
    await app.hold(caseId);
    await eventually(() => expect(sink.received).toHaveLength(1));
    await eventually(() => expect(app.sink.sequencesOf(caseId)).toHaveLength(3));
    await app.settled();
    const byCase = 'programId=ai-voucher';
    const counts = (query: string, person?: string) =>
      app.read<{ items: Count[]; nextCursor: string | null }>(`/v1/unreceipted-endpoints?${query}`, person);
    const of = async (id: string, query = byCase) =>
      (await counts(query)).items.find(({ endpointId }) => endpointId === id);
    await eventually(async () =>
      expect(await of(second)).toMatchObject({
        ...{ organisationId: app.partnerId, delivered: 1, unreceipted: 1 },
        byAge: { underOneDay: 1, underSevenDays: 0, older: 0 },
      }),
    );
    const before = (await of(app.endpointId))!;
    expect(before.delivered).toBeGreaterThan(before.unreceipted);
    const { pool } = app.doyak.app.get(Database, { strict: false });
    await pool.query(
      `update webhooks.messages set delivered_at = delivered_at - interval '3 days' where endpoint_id = $1 and line = $2`,
      [app.endpointId, caseId],
    );
    expect(await of(app.endpointId)).toMatchObject({
      unreceipted: before.unreceipted,
      byAge: { underOneDay: before.byAge.underOneDay - 3, underSevenDays: 3, older: 0 },
    });
    expect(await of(app.endpointId, 'olderThanHours=48')).toMatchObject({ delivered: 3, unreceipted: 3 });
    expect(await of(second, 'olderThanHours=48')).toMatchObject({ delivered: 0, oldestDeliveredAt: null });
    expect(await of(second, 'programId=other')).toMatchObject({ delivered: 0 });
    // Page by page, each endpoint once.
    const first = await counts('limit=1');
    const rest = await counts(`limit=1&cursor=${first.nextCursor!}`);
    expect([...first.items, ...rest.items].map(({ endpointId }) => endpointId).sort()).toEqual(
      [app.endpointId, second].sort(),
    );
    const messages = async (query: string) => {
      const all: { index: string; endpointId: string }[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const page: { items: typeof all; nextCursor?: string | null } = await app.read(
          `/v1/unreceipted-messages?limit=2&${query}${cursor && `&cursor=${cursor}`}`,
        );
        all.push(...page.items);
        cursor = page.nextCursor ?? null;
      }
      return all;
    };
    const found = await messages(byCase);
    expect(found).toHaveLength(before.unreceipted + 1);
    expect(found.map(({ index }) => Number(index))).toEqual(
      found.map(({ index }) => Number(index)).sort((one, other) => one - other),
    );
    const ofSecond = await messages(`${byCase}&endpointId=${second}`);
    expect(ofSecond).toMatchObject([{ type: 'cases.case-held', caseId, endpointId: second }]);
    // One event, two endpoints: each owes its own receipt.
    expect(found.filter(({ index }) => index === ofSecond[0]!.index)).toHaveLength(2);
    const others = randomUUID();
    expect(await counts(`organisationId=${others}`)).toMatchObject({ items: [] });
    // A partner sees its own, whatever it asks for.
    expect((await counts(`organisationId=${others}`, 'partner')).items).toHaveLength(2);
    await app.doyak.as('founder').get('/v1/unreceipted-endpoints').expect(403);
    sink.close();
    await app.post('operator', `/v1/webhook-endpoints/${second}/disable`, { reason: 'Test' }).expect(200);
  });

  it('are looked for in the first 16 KiB of an answer, and the connection of one without end is cut', async () => {
    const cut = app.sink.cut();
    app.sink.answer = () => 'endless';
    const caseId = await app.namedCase();
    await app.settled();
    await eventually(() => expect(app.sink.cut()).toBe(cut + 1));
    const [named] = await app.messages(`?caseId=${caseId}`);
    const { items } = await app.read<{ items: { status: number; answer: string; truncated: boolean }[] }>(
      `${app.path}/attempts?index=${named!.index}`,
    );
    expect(items).toMatchObject([{ status: 200, truncated: true }]);
    expect(Buffer.from(items[0]!.answer, 'base64')).toEqual(Buffer.alloc(16_384, 'a'));
  });
});

interface Count {
  readonly endpointId: string;
  readonly delivered: number;
  readonly unreceipted: number;
  readonly byAge: { readonly underOneDay: number };
}
