import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import {
  type DoyakEvent,
  privateKey,
  privateKeyText,
  ProcessMemory,
  publicKeyText,
  type Receipt,
  receiptFits,
  sharedSecret,
  signAnswer,
  signReceipt,
  signWebhook,
  verifyWebhook,
  WebhookReceiver,
} from './index.js';

/** The vectors of contracts: the first is that of the Standard Webhooks specification. */
const message = {
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: 1_614_265_330,
  body: '{"test": 2432232314}',
};
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const PRIVATE =
  'whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==';
const PUBLIC = 'whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=';
const V1 = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';
const V1A = 'v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==';
const now = new Date(message.timestamp * 1_000);
const headers = (signature: string, change: object = {}) => ({
  ...{
    'webhook-id': message.id,
    'webhook-timestamp': String(message.timestamp),
    'webhook-signature': signature,
  },
  ...change,
});
const fault = (work: () => unknown) => {
  try {
    work();
    return 'verified';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('Signatures of Standard Webhooks', () => {
  it('are those of both vectors', () => {
    expect(
      signWebhook(message, { secrets: [sharedSecret(SECRET)], privateKeys: [privateKey(PRIVATE)] }),
    ).toBe(`${V1} ${V1A}`);
    expect(publicKeyText(privateKey(PRIVATE))).toBe(PUBLIC);
    expect(privateKeyText(privateKey(PRIVATE))).toBe(PRIVATE);
    expect(verifyWebhook(headers(V1), message.body, { secrets: [SECRET], now })).toMatchObject({
      key: SECRET,
    });
    expect(verifyWebhook(headers(V1A), message.body, { publicKeys: [PUBLIC], now })).toMatchObject({
      key: PUBLIC,
    });
  });

  it('are verified by the packages of others', () => {
    const secret = `whsec_${randomBytes(32).toString('base64')}`;
    const keys = {
      secrets: [sharedSecret(secret)],
      privateKeys: [generateKeyPairSync('ed25519').privateKey],
    };
    const fresh = { ...message, timestamp: Math.floor(Date.now() / 1_000) };
    const signed = headers(signWebhook(fresh, keys), { 'webhook-timestamp': String(fresh.timestamp) });
    expect(new StandardWebhook(secret).verify(fresh.body, signed)).toEqual({ test: 2_432_232_314 });
    expect(new SvixWebhook(secret).verify(fresh.body, signed)).toEqual({ test: 2_432_232_314 });
    expect(() => new StandardWebhook(secret).verify(`${fresh.body} `, signed)).toThrow();
  });

  it('fail for another body, id, time or key, and for what is no signature', () => {
    const verify = (change: object, body = message.body, trusted: object = {}) =>
      fault(() =>
        verifyWebhook(headers(`${V1} ${V1A}`, change), body, {
          secrets: [SECRET],
          publicKeys: [PUBLIC],
          now,
          ...trusted,
        }),
      );
    expect(verify({})).toBe('verified');
    expect(verify({}, '{"test": 2432232315}')).toBe('SIGNATURE_INVALID');
    expect(verify({ 'webhook-id': 'other' })).toBe('SIGNATURE_INVALID');
    expect(verify({ 'webhook-timestamp': '1614265331' })).toBe('SIGNATURE_INVALID');
    expect(verify({}, message.body, { secrets: [], publicKeys: [] })).toBe('SIGNATURE_INVALID');
    expect(verify({}, message.body, { now: new Date(now.getTime() + 301_000) })).toBe('TIMESTAMP_TOO_OLD');
    expect(verify({}, message.body, { now: new Date(now.getTime() - 301_000) })).toBe('TIMESTAMP_TOO_NEW');
    for (const signature of ['v1,', 'v1a,AAAA', 'v2,abc', V1.replace('g', 'h'), ',', 'x'])
      expect(verify({ 'webhook-signature': signature })).toBe('SIGNATURE_INVALID');
    for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature'])
      expect(verify({ [name]: undefined })).toBe('HEADERS_MISSING');
    expect(verify({ 'webhook-timestamp': 'now' })).toBe('HEADERS_MISSING');
    for (const secret of ['whsec_short', SECRET.slice(6), `whsec_${'A'.repeat(100)}`])
      expect(fault(() => sharedSecret(secret))).toBe('KEY_MALFORMED');
    expect(fault(() => privateKey(PUBLIC))).toBe('KEY_MALFORMED');
  });
});

describe('A receiver', () => {
  const event = (sequence: number, previous: number, id = `e${sequence}`): DoyakEvent => ({
    ...{
      specversion: '1.0',
      id,
      source: 'doyak.local/log',
      type: 'kr.doyak.cases.stage-opened.v1',
      time: now.toISOString(),
    },
    ...{
      subject: 'case',
      partitionkey: 'case',
      sequence: String(sequence),
      previoussequence: String(previous),
      data: {},
    },
  });
  function receiver(onGap?: () => void) {
    const taken: string[] = [];
    const memory = new ProcessMemory();
    const made = new WebhookReceiver({
      ...{ trusted: { secrets: [SECRET] }, memory, receiptKey: PRIVATE, onGap },
      handle: ({ id }) => void taken.push(id),
    });
    const give = (one: DoyakEvent, change: object = {}) => {
      const body = Buffer.from(JSON.stringify(one));
      const signed = signWebhook(
        { id: one.id, timestamp: message.timestamp, body },
        { secrets: [sharedSecret(SECRET)] },
      );
      return made.receive(headers(signed, { 'webhook-id': one.id, ...change }), body, now);
    };
    return { taken, memory, give };
  }

  it('takes each message once, and answers with a receipt that holds only for its own body', async () => {
    const { taken, give } = receiver();
    const [first, again] = await Promise.all([give(event(3, 0)), give(event(3, 0))]);
    expect(taken).toEqual(['e3']);
    expect([first.status, again.status]).toEqual([200, 200]);
    const receipt = first.body as Receipt;
    expect(receipt).toMatchObject({ webhookId: 'e3', publicKey: PUBLIC, receivedAt: now.toISOString() });
    expect(receiptFits(receipt)).toBe(true);
    for (const change of [
      { webhookId: 'e4' },
      { bodySha256: '0'.repeat(64) },
      { receivedAt: '2026-01-01T00:00:00.000Z' },
      { signature: 'AAAA' },
    ])
      expect(receiptFits({ ...receipt, ...change })).toBe(false);
    const other = signReceipt(
      { id: 'e3', body: '{}', receivedAt: now },
      generateKeyPairSync('ed25519').privateKey,
    );
    expect(receiptFits(other)).toBe(true);
    expect(other.publicKey).not.toBe(PUBLIC);
  });

  it('refuses what is not signed, names another id, or is no JSON', async () => {
    const { taken, give } = receiver();
    expect((await give(event(1, 0), { 'webhook-signature': V1 })).status).toBe(401);
    expect((await give(event(1, 0), { 'webhook-id': 'other' })).status).toBe(401);
    expect(taken).toEqual([]);
  });

  it('notices that messages are missing, and goes on when they have been fetched', async () => {
    const strict = receiver();
    await strict.give(event(3, 0));
    expect(await strict.give(event(9, 5))).toMatchObject({ status: 409, body: { error: 'GAP' } });
    expect(strict.taken).toEqual(['e3']);
    const fetching = receiver(() => fetching.memory.keep(event(5, 3)));
    await fetching.give(event(3, 0));
    expect((await fetching.give(event(9, 5))).status).toBe(200);
    expect(fetching.taken).toEqual(['e3', 'e9']);
  });
});

describe('An answer to a request', () => {
  const answer = { requestId: '01890000-0000-7000-8000-000000000001', outcome: 'willing', note: '가능' };

  it('is the same message at each attempt, signed anew, as any package for the scheme verifies it', () => {
    const [one, two] = [now, new Date(now.getTime() + 60_000)].map((at) =>
      signAnswer(answer, { key: PRIVATE, secret: SECRET }, at),
    );
    expect([two!.body, two!.headers['webhook-id']]).toEqual([one!.body, one!.headers['webhook-id']]);
    expect(two!.headers['webhook-signature']).not.toBe(one!.headers['webhook-signature']);
    for (const trusted of [{ secrets: [SECRET] }, { publicKeys: [PUBLIC] }])
      expect(verifyWebhook(one!.headers, one!.body, { ...trusted, now }).id).toBe(one!.headers['webhook-id']);
    const fresh = signAnswer(answer, { secret: SECRET });
    expect(new StandardWebhook(SECRET).verify(fresh.body, { ...fresh.headers })).toEqual(answer);
  });

  it('is another message with other bytes', () => {
    const correction = signAnswer(
      { ...answer, supersedes: signAnswer(answer, {}).bodySha256 },
      { key: PRIVATE },
    );
    expect(correction.headers['webhook-id']).not.toBe(
      signAnswer(answer, { key: PRIVATE }).headers['webhook-id'],
    );
    expect(correction.headers['webhook-id']).not.toContain('.');
  });
});
