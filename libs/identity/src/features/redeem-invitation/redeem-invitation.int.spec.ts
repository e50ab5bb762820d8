import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PASSWORD, startIdentityApp, type IdentityApp } from '../../../../../test/support/identity-app.js';

const OTHER = 'a quiet river under seven bridges';

describe('passwords', () => {
  let identity: IdentityApp;
  const register = async () => {
    const email = `${randomUUID()}@people.test`;
    const body = { organisationId: null, name: 'Some Example', email };
    const answer = await identity.as(identity.administrator.token).post('/v1/people', body);
    return { id: (answer.body as { id: string }).id, email };
  };
  const invite = (id: string, headers = {}) =>
    identity.as(identity.administrator.token).post(`/v1/people/${id}/invite`, undefined, headers);
  const redeem = (token: string, password = PASSWORD, headers = {}) =>
    identity.as().post('/v1/invitations/redeem', { token, password }, headers);
  const signIn = (email: string, password = PASSWORD) =>
    identity.as().post('/v1/sessions', { email, password });

  beforeAll(async () => {
    identity = await startIdentityApp();
  });
  afterAll(() => identity.close());

  it('are first set by a one-time token', async () => {
    const { id, email } = await register();
    const invited = await invite(id);
    expect(invited.status).toBe(200);
    expect(invited.body.invitation.token).toMatch(/^dyi_/);
    const redeemed = await redeem(invited.body.invitation.token);
    expect(redeemed.body).toMatchObject({ id, events: [{ type: 'identity.password-set' }] });
    expect((await signIn(email)).status).toBe(201);
    expect((await redeem(invited.body.invitation.token, OTHER)).body.code).toBe('INVITATION_INVALID');
    expect((await signIn(email)).status).toBe(201);
  });

  it('are not set by a token that was superseded, is out of date, or was made up', async () => {
    const { id } = await register();
    const first = (await invite(id)).body.invitation.token as string;
    const second = (await invite(id)).body.invitation.token as string;
    expect((await redeem(first)).status).toBe(422);
    expect((await redeem(`dyi_${'a'.repeat(22)}_${'b'.repeat(49)}`)).body.code).toBe('INVITATION_INVALID');
    // An event names the invitation, yet without its row nothing proves it.
    await identity.owner.query('delete from identity.invitations where person_id = $1', [id]);
    expect((await redeem(second)).body.code).toBe('INVITATION_INVALID');
  });

  it('that are short or easy to guess are refused, and the token stays good', async () => {
    const { id, email } = await register();
    const { token } = (await invite(id)).body.invitation as { token: string };
    expect((await redeem(token, 'short')).body).toMatchObject({
      code: 'PASSWORD_TOO_SHORT',
      errors: [{ pointer: '/password' }],
    });
    expect((await redeem(token, email)).body.code).toBe('PASSWORD_GUESSABLE');
    expect((await redeem(token)).status).toBe(200);
  });

  it('are answered alike when a request is repeated, and the token is shown only once', async () => {
    const { id } = await register();
    const again = { 'Idempotency-Key': randomUUID() };
    const first = await invite(id, again);
    const second = await invite(id, again);
    expect(second.body.events).toEqual(first.body.events);
    expect(second.body.invitation).toBeNull();
    const key = { 'Idempotency-Key': randomUUID() };
    const redeemed = await redeem(first.body.invitation.token, PASSWORD, key);
    expect((await redeem(first.body.invitation.token, PASSWORD, key)).body).toEqual(redeemed.body);
  });

  it('mean nothing as long as no event names them: a command interrupted after its row leaves the old one in force', async () => {
    const { personId, email } = await identity.enrol(null, null);
    const copy = `insert into identity.credentials select gen_random_uuid(), person_id, $2, null, now() from identity.credentials where person_id = $1`;
    const { hash } = await import('@node-rs/argon2');
    await identity.owner.query(copy, [personId, await hash(OTHER)]);
    expect([(await signIn(email, OTHER)).status, (await signIn(email)).status]).toEqual([401, 201]);
    // And an event whose row is gone lets nobody in.
    await identity.owner.query('delete from identity.credentials where person_id = $1', [personId]);
    expect([(await signIn(email, OTHER)).status, (await signIn(email)).status]).toEqual([401, 401]);
  });

  it('are changed with the present one; other sessions end', async () => {
    const somebody = await identity.enrol(null, null);
    const elsewhere = ((await signIn(somebody.email)).body as { accessToken: string }).accessToken;
    const change = (present: string, password: string, headers = {}) =>
      identity.as(somebody.token).post('/v1/me/password', { present, password }, headers);
    expect((await identity.as().post('/v1/me/password', { present: PASSWORD, password: OTHER })).status).toBe(
      401,
    );
    expect((await change('wrong', OTHER)).body.code).toBe('PASSWORD_WRONG');
    expect((await change(PASSWORD, 'password1234')).body.code).toBe('PASSWORD_GUESSABLE');
    const key = { 'Idempotency-Key': randomUUID() };
    const changed = await change(PASSWORD, OTHER, key);
    expect(changed.status).toBe(200);
    expect((await change(PASSWORD, OTHER, key)).body).toEqual(changed.body);
    expect((await identity.as(somebody.token).get('/v1/me')).status).toBe(200);
    expect((await identity.as(elsewhere).get('/v1/me')).status).toBe(401);
    expect([(await signIn(somebody.email)).status, (await signIn(somebody.email, OTHER)).status]).toEqual([
      401, 201,
    ]);
  });

  it('and their hashes are in no event and in no command', async () => {
    const { rows } = await identity.owner.query<{ found: string }>(
      `select data as found from doyak.events where data ~ 'argon2|horse|dyi_|dyr_|@people.test|Some Example|010-0000'
       union all select c.fingerprint from doyak.commands c join doyak.events e using (command_id)
       where e.type = 'identity.password-set' and e.data like '%"self"%' and c.fingerprint is not null`,
    );
    expect(rows).toEqual([]);
  });
});
