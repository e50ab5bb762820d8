import { generateKeyPairSync } from 'node:crypto';
import { type Verdict, verifyEvidence } from '@doyak/kernel/evidence';
import { eventually } from '@doyak/kernel/testing';
import { publicKeyText, signReceipt } from '@doyak/webhook-receiver';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PartnerApp } from '../../../../test/support/partner-app.js';

describe('Evidence of a case of which a partner was told', () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const publicKey = publicKeyText(privateKey);
  let app: PartnerApp;
  beforeAll(async () => {
    app = await PartnerApp.connected();
    await app
      .post('partner', `/v1/webhook-partners/${app.partnerId}/keys`, {
        publicKey,
        validFrom: new Date(Date.now() - 60_000).toISOString(),
        validUntil: new Date(Date.now() + 86_400_000).toISOString(),
      })
      .expect(200);
    app.sink.answer = ({ event, body }) => ({
      status: 200,
      body: JSON.stringify(signReceipt({ id: event.id, body, receivedAt: new Date() }, privateKey)),
    });
  }, 120_000);
  afterAll(() => app.close());

  const verify = (text: string): Promise<Verdict> => {
    async function* once() {
      yield await Promise.resolve(Buffer.from(text));
    }
    return verifyEvidence(once());
  };
  const evidence = async (caseId: string) => {
    const { body } = await app.doyak
      .as('auditor')
      .get(`/v1/cases/${caseId}/evidence?reason=Audit`)
      .buffer(true)
      .parse((answer, done) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => done(null, Buffer.concat(chunks).toString()));
      })
      .expect(200);
    return body as string;
  };

  it('has its receipts with the bodies that were sent, and does not verify with any of them altered', async () => {
    const caseId = await app.namedCase();
    await app.hold(caseId);
    await eventually(() => expect(app.sink.sequencesOf(caseId)).toHaveLength(3));
    await app.settled();
    const text = await eventually(async () => {
      const found = await evidence(caseId);
      expect(JSON.parse(found.slice(0, found.indexOf('\n')))).toMatchObject({ later: 0 });
      return found;
    });
    const verdict = await verify(text);
    expect(verdict.faults).toEqual([]);
    expect(verdict.receipts).toHaveLength(3);
    for (const receipt of verdict.receipts ?? [])
      expect(receipt).toMatchObject({
        ...{ organisationId: app.partnerId, body: true, publicKey: publicKey.replace('whpk_', '') },
      });
    const lines = text.split('\n').slice(0, -2);
    const sent = app.sink.received.find(({ event }) => event.subject === caseId)!;
    expect(lines.some((line) => line.includes(JSON.stringify(sent.body.toString())))).toBe(true);
    for (const at of lines.flatMap((line, index) => (line.includes('"record":"receipt"') ? [index] : []))) {
      const altered = lines.with(at, lines[at]!.replace('"body":"{', '"body":"{ '));
      const { ok, faults } = await verify(`${altered.join('\n')}\n`);
      expect([ok, faults[0]?.fault, faults[0]?.line]).toEqual([false, 'receipt-body-differs', at + 1]);
    }
  });
});
