import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { eventually } from '@doyak/kernel/testing';
import { publicKeyText, type Receipt, signReceipt } from '@doyak/webhook-receiver';
import { PartnerApp } from '../../../test/support/partner-app.js';

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
});
