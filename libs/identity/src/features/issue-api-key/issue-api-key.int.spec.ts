import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startIdentityApp, type IdentityApp } from '../../../../../test/support/identity-app.js';
import { DeactivateOrganisation } from '../../index.js';

const DAY = 86_400_000;
const SCOPES = ['identity.read-organisations'];

describe('API keys', () => {
  let identity: IdentityApp;
  const expiresAt = new Date(Date.now() + 30 * DAY).toISOString();
  const issue = (body: object = {}, headers = {}) =>
    identity.as(identity.administrator.token).post(
      '/v1/api-keys',
      {
        organisationId: identity.agencyId,
        label: 'Reporting',
        scopes: SCOPES,
        expiresAt,
        ...body,
      },
      headers,
    );
  const organisations = async (key: string) => (await identity.as(key).get('/v1/organisations')).status;

  beforeAll(async () => {
    identity = await startIdentityApp();
  });
  afterAll(() => identity.close());

  it('are shown once, stored hashed, and act within their scopes', async () => {
    const again = { 'Idempotency-Key': randomUUID() };
    const issued = await issue({}, again);
    expect(issued.status).toBe(201);
    const { key, id } = issued.body as { key: string; id: string };
    expect(key).toMatch(/^dyk_[0-9A-Za-z]{22}_[0-9A-Za-z]{49}$/);
    expect(issued.headers.location).toBe(`/v1/api-keys/${id}`);
    expect((await issue({}, again)).body).toMatchObject({ id, key: null });
    expect(await organisations(key)).toBe(200);
    expect((await identity.as(key).get('/v1/people')).body.code).toBe('FORBIDDEN');
    expect((await identity.as(key).get('/v1/me')).status).toBe(403);
    const secret = key.slice(27, 70);
    const { rows } = await identity.owner.query(
      `select 1 from doyak.events where data like '%' || $1 || '%'
       union all select 1 from identity.api_key_secrets where position($1::bytea in secret_hash) > 0`,
      [secret],
    );
    expect(rows).toEqual([]);
  });

  it('are refused when a character is wrong, and when the secret is that of another key', async () => {
    const [one, other] = [(await issue()).body.key as string, (await issue()).body.key as string];
    expect(await organisations(one.slice(0, -1) + (one.endsWith('a') ? 'b' : 'a'))).toBe(401);
    expect(await organisations(one.slice(0, 27) + other.slice(27))).toBe(401);
    expect([await organisations(one), await organisations(other)]).toEqual([200, 200]);
  });

  it('never authenticate again once revoked', async () => {
    const { key, id } = (await issue()).body as { key: string; id: string };
    const path = `/v1/api-keys/${id}/revoke`;
    expect((await identity.as(key).post(path, { reason: 'x' })).status).toBe(403);
    expect((await identity.as(identity.administrator.token).post(path, { reason: 'Leaked' })).status).toBe(
      200,
    );
    expect(await organisations(key)).toBe(401);
    const unknown = `/v1/api-keys/${randomUUID()}/revoke`;
    const answer = await identity.as(identity.administrator.token).post(unknown, { reason: 'x' });
    expect([answer.status, answer.body.code]).toEqual([404, 'API_KEY_NOT_FOUND']);
  });

  it('mean nothing without an event, or without the row that the event names', async () => {
    const { key, id } = (await issue()).body as { key: string; id: string };
    await identity.owner.query(
      'update identity.api_key_secrets set secret_id = gen_random_uuid() where key_id = $1',
      [id],
    );
    expect(await organisations(key)).toBe(401);
  });

  it('end with their organisation', async () => {
    const laboratory = await identity.registerOrganisation('test-laboratory');
    const scopes = ['identity.read-organisations'];
    // Partners hold no permission of this context, so that none can be given.
    expect((await issue({ organisationId: laboratory, scopes })).body.code).toBe('SCOPE_NOT_ALLOWED');
    await identity.commands.execute(new DeactivateOrganisation(laboratory, 'Closed', identity.by()));
    expect((await issue({ organisationId: laboratory })).body.code).toBe('ORGANISATION_INACTIVE');
    expect((await issue({ organisationId: randomUUID() })).status).toBe(404);
  });

  it('get no permission of administrators, and no life without end', async () => {
    expect((await issue({ scopes: ['identity.manage-keys'] })).body.code).toBe('SCOPE_NOT_ALLOWED');
    const far = new Date(Date.now() + 500 * DAY).toISOString();
    expect((await issue({ expiresAt: far })).body.code).toBe('EXPIRY_NOT_ALLOWED');
    expect((await issue({ label: 'of 900101-1234568' })).body).toMatchObject({
      errors: [{ pointer: '/label' }],
    });
  });

  it('are listed for administrators and auditors, with their last use to the hour', async () => {
    const { key, id } = (await issue({ label: 'Used' })).body as { key: string; id: string };
    await organisations(key);
    const auditor = await identity.enrol('auditor', null);
    const answer = await identity
      .as(auditor.token)
      .get(`/v1/api-keys?organisationId=${identity.agencyId}&limit=200`);
    expect(answer.status).toBe(200);
    const listed = (answer.body.items as { id: string; lastUsedAt: string | null }[]).find(
      (item) => item.id === id,
    );
    expect(listed).toMatchObject({ label: 'Used', scopes: SCOPES, revokedAt: null });
    expect(listed?.lastUsedAt).toMatch(/:00:00\.000Z$/);
    expect(JSON.stringify(answer.body)).not.toContain('secret');
  });
});
