import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { verifyWebhook } from '@doyak/webhook-receiver';
import { PartnerApp } from '../../../test/support/partner-app.js';
import { GRANTABLE } from './published/catalogue.js';

describe('Endpoints over HTTP', () => {
  let app: PartnerApp;
  beforeAll(async () => {
    app = await PartnerApp.start();
  }, 120_000);
  afterAll(() => app.close());

  it('registers an endpoint once the partner has been granted messages, and sends nothing before it agreed', async () => {
    const wishes = { url: app.sink.url, types: GRANTABLE, form: 'fat', description: 'Guarantee system' };
    expect((await app.post('partner', '/v1/webhook-endpoints', wishes).expect(422)).body).toMatchObject({
      code: 'PARTNER_NOT_GRANTED',
    });
    const grant = app.granted();
    await app.post('operator', `/v1/webhook-partners/${app.partnerId}/grant`, grant).expect(403);
    await app.post('admin', `/v1/webhook-partners/${randomUUID()}/grant`, grant).expect(422);
    await app.grant(grant).expect(200);
    expect((await app.post('partner', '/v1/webhook-endpoints', wishes).expect(422)).body).toMatchObject({
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
        (await app.post('partner', '/v1/webhook-endpoints', { ...wishes, types, url }).expect(422)).body,
      ).toMatchObject({ code: 'URL_NOT_ALLOWED' });
    const made = await app.post('partner', '/v1/webhook-endpoints', { ...wishes, types }).expect(201);
    const { id, secret } = made.body as { id: string; secret: string };
    Object.assign(app, { endpointId: id, secret });
    expect(secret).toMatch(/^whsec_/);
    expect(JSON.stringify(await app.theEndpoint())).not.toContain(secret.slice(6, 20));
    app.sink.agree = {};
    expect((await app.post('partner', `${app.path}/activate`).expect(422)).body).toMatchObject({
      code: 'HANDSHAKE_FAILED',
    });
    app.sink.agree = { 'WebHook-Allowed-Origin': 'doyak.local' };
    await app.post('partner', `${app.path}/activate`).expect(200);
    expect(app.sink.handshakes.at(-1)).toMatchObject({ 'webhook-request-origin': 'doyak.local' });
    expect(await app.theEndpoint()).toMatchObject({ status: 'active' });
  });

  it('signs with both secrets during the grace of a rotation, and sends a test message on demand', async () => {
    const rotated = await app
      .post('partner', `${app.path}/rotate-secret`, {
        graceHours: 1,
      })
      .expect(200);
    const next = (rotated.body as { secret: string }).secret;
    const test = await app.post('partner', `${app.path}/test`).expect(200);
    expect(test.body).toMatchObject({ status: 204, failure: null });
    const { headers, body } = app.sink.received.at(-1)!;
    for (const one of [app.secret, next]) verifyWebhook(headers, body, { secrets: [one] });
    expect(() => verifyWebhook(headers, body, { secrets: [`whsec_${'A'.repeat(40)}`] })).toThrow();
  });
});
