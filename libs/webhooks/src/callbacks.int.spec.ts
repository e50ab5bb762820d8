import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { CommandBus } from '@nestjs/cqrs';
import { Sealer } from '@doyak/kernel/crypto';
import { Database } from '@doyak/kernel/database';
import { EventStore } from '@doyak/kernel/event-store';
import { eventually } from '@doyak/kernel/testing';
import { AnswerExternalRequest } from '@doyak/reviews';
import { type Answer, privateKey, publicKeyText, signAnswer } from '@doyak/webhook-receiver';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PartnerApp } from '../../../test/support/partner-app.js';
import { CallbackSigners } from './callbacks/callback-signers.js';
import { callbacksOver } from '../../../test/support/callbacks-over.js';

const key = () => generateKeyPairSync('ed25519').privateKey;

describe('Callbacks over HTTP', () => {
  let app: PartnerApp;
  const own = key();
  let over: ReturnType<typeof callbacksOver>;
  beforeAll(async () => {
    app = await PartnerApp.connected();
    over = callbacksOver(app, own);
    await over.publish();
  }, 120_000);
  afterAll(() => app.close());

  it('takes the shared secret while the partner has no key of its own, and its key alone from then on', async () => {
    const { requestId, caseId } = await over.ask();
    await eventually(() =>
      expect(app.sink.received.map(({ event }) => event.type)).toContain(
        'kr.doyak.reviews.external-request-made.v1',
      ),
    );
    const { event } = app.sink.received.find(
      ({ event: { type, subject } }) => type.includes('request-made') && subject === caseId,
    )!;
    expect(event.data).toMatchObject({ requestId, replyPath: `/v1/callbacks/${requestId}` });
    expect(await over.say({ requestId, outcome: 'willing' }, { secret: app.secret })).toMatchObject({
      status: 200,
      answer: { number: 1, outcome: 'willing' },
    });
    expect((await over.page(requestId)).answers[0]).toMatchObject({
      signedBy: { scheme: 'v1', key: app.endpointId },
    });
    await over.register(own).expect(200);
    const next = await over.ask();
    expect(
      await over.say({ requestId: next.requestId, outcome: 'willing' }, { secret: app.secret }),
    ).toMatchObject({
      status: 403,
      code: 'CALLBACK_KEY_NEEDED',
    });
    expect(await over.say({ requestId: next.requestId, outcome: 'willing' })).toMatchObject({ status: 200 });
    expect((await over.page(next.requestId, 'partner')).answers[0]).toMatchObject({
      signedBy: { scheme: 'v1a', key: publicKeyText(own) },
    });
  });

  it('knows who signed by both vectors of the contract', async () => {
    const [id, timestamp, body] = ['msg_p5jXN8AQM9LWM0D4loKWxJek', '1614265330', '{"test": 2432232314}'];
    const text = '6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==';
    await over.register(privateKey(`whsk_${text}`)).expect(200);
    const { pool } = app.doyak.app.get(Database, { strict: false });
    const secretId = randomUUID();
    const secret = Buffer.from('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
    await pool.query(
      'insert into webhooks.secrets (secret_id, endpoint_id, sealed, created_at) values ($1, $2, $3, now())',
      [
        ...[secretId, app.endpointId],
        app.doyak.app
          .get(Sealer, { strict: false })
          .seal('webhooks.endpoint-secret', `${app.endpointId}:${secretId}`, secret),
      ],
    );
    const signers = app.doyak.app.get(CallbackSigners, { strict: false });
    const at = new Date(Number(timestamp) * 1_000);
    const recognise = (signature: string) =>
      signers.recognise(
        { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature },
        ...([Buffer.from(body), app.partnerId, new Date(), at] as const),
      );
    const v1a = 'hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==';
    expect(await recognise(`v1,bm9uZQ== v1a,${v1a}`)).toEqual({
      signer: {
        ...{ organisationId: app.partnerId, webhookId: id, scheme: 'v1a', signedAt: at, signature: v1a },
        key: 'whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=',
      },
    });
    expect(await recognise('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')).toMatchObject({
      signer: { scheme: 'v1', key: app.endpointId },
      fault: 'CALLBACK_KEY_NEEDED',
    });
  });

  it('keeps the bytes exactly as they came, for officers, and the case has it in its history', async () => {
    const { requestId, caseId } = await over.ask();
    const body = `{ "outcome" : "willing",\n "requestId":"${requestId}", "note":"한도 협의 필요 \\u00e9" }`;
    const message = over.signed(body);
    const done = await over.send(requestId, message);
    expect(done).toMatchObject({ status: 200, events: [{ type: 'reviews.external-request-answered' }, {}] });
    const { answers } = await over.page(requestId);
    const path = `/v1/callbacks/${requestId}/bodies/${answers[0]!.bodySha256}`;
    const { body: bytes } = await app.doyak
      .as('auditor')
      .get(`${path}?reason=Audit%20of%20answers`)
      .expect(200);
    expect((bytes as Buffer).toString()).toBe(body);
    await app.doyak.as('auditor').get(path).expect(400);
    await app.doyak.as('partner').get(path).expect(403);
    await app.doyak
      .as('operator')
      .get(`/v1/callbacks/${requestId}/bodies/${'0'.repeat(64)}?reason=Audit`)
      .expect(404);
    const { pool } = app.doyak.app.get(Database, { strict: false });
    const { rows } = await pool.query<{ sealed: Buffer; person_id: string }>(
      'select sealed, person_id from webhooks.callbacks where request_id = $1',
      [requestId],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]!.sealed.includes(Buffer.from('willing'))).toBe(false);
    const seen = await app.doyak
      .as('auditor')
      .get(`/v1/personal-data-accesses?personId=${rows[0]!.person_id}`)
      .expect(200);
    expect((seen.body as { items: object[] }).items).toMatchObject([
      { action: 'downloaded', what: `callback ${requestId}`, reason: 'Audit of answers' },
    ]);
    const history = await app.doyak.app.get(EventStore, { strict: false }).readCase(caseId);
    const received = history.find(({ type }) => type === 'CallbackReceived');
    expect(received).toMatchObject({
      data: {
        bodySha256: answers[0]!.bodySha256,
        size: Buffer.byteLength(body),
        webhookId: message.headers['webhook-id'],
      },
      actor: { kind: 'key', organisationId: app.partnerId, authority: 'callback:v1a' },
    });
    expect(JSON.stringify(history)).not.toContain('한도 협의 필요');
  });

  it('answers the same message as before, however often, and takes corrections that name what they correct', async () => {
    const { requestId } = await over.ask();
    const first: Answer = { requestId, outcome: 'willing' };
    const done = await over.say(first);
    expect(done).toMatchObject({ status: 200, answer: { number: 1 } });
    // Each attempt is signed anew; the message is the same.
    expect(await over.say(first, { key: own }, new Date(Date.now() - 60_000))).toEqual(done);
    const { bodySha256 } = signAnswer(first, {});
    expect(await over.say({ requestId, outcome: 'declined' })).toMatchObject({
      status: 409,
      code: 'REQUEST_ANSWERED',
    });
    expect(await over.say({ requestId, outcome: 'declined', supersedes: '0'.repeat(64) })).toMatchObject({
      code: 'ANSWER_SUPERSEDED',
    });
    const second: Answer = { requestId, outcome: 'willing', reference: '2026-17', supersedes: bodySha256 };
    expect(await over.say(second)).toMatchObject({ status: 200, answer: { number: 2 } });
    // Two that correct the same answer: one of them wins.
    const third = { requestId, outcome: 'declined', supersedes: signAnswer(second, {}).bodySha256 };
    const both = await Promise.all([over.say({ ...third, note: 'a' }), over.say({ ...third, note: 'b' })]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    // Long after, the first message is still what it was.
    expect(await over.say(first)).toEqual(done);
    await eventually(async () =>
      expect(await over.say({ ...third, note: 'c' })).toMatchObject({ code: 'REQUEST_CLOSED' }),
    );
    const { answers } = await over.page(requestId);
    expect(answers.map(({ outcome }) => outcome)).toEqual(['willing', 'willing', 'declined']);
  });

  it('uses an id for one answer of one request', async () => {
    const [one, two] = [await over.ask(), await over.ask()];
    const id = 'ans_single';
    const of = ({ requestId }: { requestId: string }, outcome: string) =>
      over.signed(JSON.stringify({ requestId, outcome }), id);
    // Sent to the wrong request it uses up nothing.
    expect(await over.send(two.requestId, of(one, 'willing'))).toMatchObject({
      status: 422,
      code: 'CALLBACK_OF_ANOTHER',
    });
    expect(await over.send(one.requestId, of(one, 'willing'))).toMatchObject({ status: 200 });
    expect(await over.send(one.requestId, of(one, 'declined'))).toMatchObject({
      status: 409,
      code: 'CALLBACK_ID_USED',
    });
    expect(await over.send(two.requestId, of(two, 'willing'))).toMatchObject({
      status: 409,
      code: 'CALLBACK_ID_USED',
    });
    expect((await over.page(one.requestId)).refused.map(({ code }) => code)).toEqual(['CALLBACK_ID_USED']);
    expect((await over.page(two.requestId)).refused.map(({ code }) => code)).toEqual([
      'CALLBACK_OF_ANOTHER',
      'CALLBACK_ID_USED',
    ]);
    expect((await over.page(two.requestId)).answers).toEqual([]);
  });

  it('refuses, with its code and on record, what is not signed by the partner that was asked, now', async () => {
    const { requestId, caseId } = await over.ask();
    const answer = { requestId, outcome: 'willing' };
    const [revoked, ended, foreign] = [key(), key(), key()];
    await over.register(revoked).expect(200);
    await app
      .post('operator', `/v1/webhook-partners/${app.partnerId}/revoke-key`, {
        ...{ publicKey: publicKeyText(revoked), reason: 'Lost' },
      })
      .expect(200);
    await over.register(ended, app.partnerId, -172_800_000, -86_400_000).expect(200);
    const other = await app
      .post('admin', '/v1/organisations', {
        ...{ kind: 'foundry', name: 'Sample Foundry', businessNumber: '3338100006' },
      })
      .expect(201);
    const otherId = (other.body as { id: string }).id;
    await over.register(foreign, otherId).expect(200);
    const hour = 3_600_000;
    const { headers, body } = signAnswer(answer, { key: own });
    const without = Object.fromEntries(
      Object.entries(headers).filter(([name]) => name !== 'webhook-signature'),
    );
    for (const [given, status, code] of [
      [{ body, headers: without }, 401, 'CALLBACK_UNSIGNED'],
      [{ body, headers: { ...headers, 'webhook-id': 'a.b' } }, 401, 'CALLBACK_UNSIGNED'],
      [{ body, headers: { ...headers, 'webhook-id': 'ans_other' } }, 401, 'CALLBACK_UNTRUSTED'],
      [signAnswer(answer, { key: key() }), 401, 'CALLBACK_UNTRUSTED'],
      [signAnswer(answer, { key: revoked }), 403, 'CALLBACK_KEY_INVALID'],
      [signAnswer(answer, { key: ended }), 403, 'CALLBACK_KEY_INVALID'],
      [signAnswer(answer, { key: foreign }), 403, 'NOT_THE_PARTNER'],
      [signAnswer(answer, { key: own }, new Date(Date.now() - hour)), 401, 'CALLBACK_TOO_OLD'],
      [signAnswer(answer, { key: own }, new Date(Date.now() + hour)), 401, 'CALLBACK_FROM_FUTURE'],
      [signAnswer({ ...answer, outcome: 'splendid' }, { key: own }), 422, 'OUTCOME_UNKNOWN'],
    ] as const)
      expect(await over.send(requestId, given)).toMatchObject({ status, code });
    expect(await over.say({ ...answer, requestId: randomUUID() })).toMatchObject({
      status: 404,
      code: 'REQUEST_NOT_FOUND',
    });
    const { refused, answers, status } = await over.page(requestId);
    expect([answers, status]).toEqual([[], 'open']);
    expect(refused.map(({ code }) => code)).toEqual([
      ...['CALLBACK_UNTRUSTED', 'CALLBACK_KEY_INVALID'],
      ...['NOT_THE_PARTNER', 'CALLBACK_TOO_OLD', 'CALLBACK_FROM_FUTURE', 'OUTCOME_UNKNOWN'],
    ]);
    expect(refused[2]!.signedBy).toMatchObject({ organisationId: otherId });
    const history = await app.doyak.app.get(EventStore, { strict: false }).readCase(caseId);
    expect(history.filter(({ type }) => type === 'CallbackRefused')).toHaveLength(6);
    expect(await over.say(answer)).toMatchObject({ status: 200 });
  });

  it('refuses bodies that can be read in two ways, or not at all, although they are signed', async () => {
    const { requestId } = await over.ask();
    const good = JSON.stringify({ requestId, outcome: 'willing' });
    for (const [body, status] of [
      [good.replace('{', '{"outcome":"declined",'), 400],
      [Buffer.concat([Buffer.from(good.slice(0, -1)), Buffer.from(',"note":"\xff\xfe"}', 'latin1')]), 400],
      [good.replace('}', `,"note":"${'x'.repeat(70_000)}"}`), 413],
      [good.replace('}', ',"also":1}'), 400],
      [good.replace('}', ',"note":"900101-1234567"}'), 422],
      [good.replace('}', ',"details":{"of":["900101-1234567"]}}'), 422],
      ['', 400],
      ['[]', 400],
    ] as const)
      expect(await over.send(requestId, over.signed(body as string))).toMatchObject({ status });
    expect(await over.page(requestId)).toMatchObject({ status: 'open', answers: [] });
  });

  it('takes no message of which a single bit was altered on the way', async () => {
    const { requestId } = await over.ask();
    const { body, headers } = signAnswer({ requestId, outcome: 'willing', note: 'As agreed' }, { key: own });
    const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('body' as const, ...names),
        fc.nat(10_000),
        fc.nat(6),
        async (part, at, bit) => {
          const whole = Buffer.from(part === 'body' ? body : headers[part]!);
          const place = at % whole.length;
          whole[place] = whole[place]! ^ (1 << bit);
          const text = whole.toString('latin1');
          // What HTTP does not carry, and the marks of base64 that mean no bit.
          fc.pre(part === 'body' || (/^[\x21-\x7e]+$/.test(text) && place < whole.length - 3));
          const { status } = await over.send(
            requestId,
            part === 'body'
              ? { body: new Uint8Array(whole), headers }
              : { body, headers: { ...headers, [part]: text } },
          );
          expect([400, 401]).toContain(status);
        },
      ),
      { numRuns: 40 },
    );
    expect(await over.page(requestId)).toMatchObject({ status: 'open', answers: [] });
    expect(await over.send(requestId, { body, headers })).toMatchObject({ status: 200 });
  });

  it('refuses an answer after the deadline and one to a request that was taken back', async () => {
    const late = await over.ask();
    const bus = app.doyak.app.get(CommandBus, { strict: false });
    const context = {
      actor: {
        ...{ kind: 'key' as const, id: randomUUID() },
        organisationId: app.partnerId,
        authority: 'callback:v1a',
      },
      ...{ now: new Date(late.answerBefore), commandId: randomUUID() },
    } as const;
    const given = { requestId: late.requestId, outcome: 'willing', bodySha256: 'a'.repeat(64) };
    await expect(bus.execute(new AnswerExternalRequest(given, context))).rejects.toMatchObject({
      code: 'REQUEST_LATE',
    });
    const stopped = await over.ask();
    await app
      .post('byeol', `/v1/applications/${stopped.applicationId}/withdraw`, { reason: 'Changed plans' })
      .expect(200);
    await eventually(async () => expect((await over.page(stopped.requestId)).status).toBe('closed'));
    expect(await over.say({ requestId: stopped.requestId, outcome: 'willing' })).toMatchObject({
      status: 409,
      code: 'REQUEST_CLOSED',
    });
    expect((await over.page(stopped.requestId)).refused).toMatchObject([
      { code: 'REQUEST_CLOSED', signedBy: { organisationId: app.partnerId } },
    ]);
    await app.doyak
      .as('applicant' in {} ? '' : 'founder')
      .get(`/v1/callbacks/${stopped.requestId}`)
      .expect(403);
  });

  it('lets the bytes go with the person whom they are about, and with nobody else: hash and signature stay', async () => {
    const { requestId } = await over.ask();
    const message = signAnswer({ requestId, outcome: 'willing', note: '한도 협의 필요' }, { key: own });
    expect(await over.send(requestId, message)).toMatchObject({ status: 200 });
    const path = `/v1/callbacks/${requestId}/bodies/${message.bodySha256}?reason=Audit`;
    const { pool } = app.doyak.app.get(Database, { strict: false });
    const { rows } = await pool.query<{ person_id: string }>(
      'select person_id from webhooks.callbacks where request_id = $1',
      [requestId],
    );
    const personId = rows[0]!.person_id;
    // The case goes on: it needs them.
    const refused = await app.post('admin', `/v1/people/${personId}/erase`, { reason: 'Asked for it' });
    expect(refused.body).toMatchObject({ code: 'DATA_MUST_BE_KEPT' });
    const store = app.doyak.app.get(EventStore, { strict: false });
    const erase = (id: string) =>
      store.append({
        ...{ streamId: `person-${id}`, commandId: randomUUID(), now: new Date() },
        events: [{ type: 'PersonErased', data: { personId: id, reason: 'Asked for it' } }],
        actor: { kind: 'system', id: 'test', authority: 'test' },
      });
    const kept = async () =>
      (await pool.query('select from webhooks.callbacks where sealed is not null')).rowCount;
    const all = await kept();
    await erase(randomUUID());
    await app.doyak.as('auditor').get(path).expect(200);
    expect(await kept()).toBe(all);
    await erase(personId);
    await eventually(async () => {
      const { status, body } = await app.doyak.as('auditor').get(path);
      expect([status, (body as { code?: string }).code]).toEqual([404, 'CALLBACK_NOT_KEPT']);
    });
    expect((await over.page(requestId)).answers).toMatchObject([
      { outcome: 'willing', bodySha256: message.bodySha256, signedBy: { scheme: 'v1a' } },
    ]);
    // The same message, sent again, is answered as before and brings nothing back.
    expect(await over.send(requestId, message)).toMatchObject({ status: 200, answer: { number: 1 } });
    await app.doyak.as('auditor').get(path).expect(404);
  });
});
