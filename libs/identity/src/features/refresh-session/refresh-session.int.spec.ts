import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  PASSWORD,
  startIdentityApp,
  type Enrolled,
  type IdentityApp,
} from '../../../../../test/support/identity-app.js';
import { DeactivateOrganisation, DeactivatePerson, InvitePerson, RedeemInvitation } from '../../index.js';

interface Tokens {
  accessToken: string;
  refreshToken: string;
}

describe('a session', () => {
  let identity: IdentityApp;
  let somebody: Enrolled;
  const open = async (email = somebody.email) =>
    (await identity.as().post('/v1/sessions', { email, password: PASSWORD })).body as Tokens;
  const refresh = (refreshToken: string) => identity.as().post('/v1/sessions/refresh', { refreshToken });
  const me = async (token: string) => (await identity.as(token).get('/v1/me')).status;
  const reuses = async () => {
    const { rows } = await identity.owner.query(
      `select 1 from doyak.events where stream_id = $1 and type = 'identity.refresh-token-reused'`,
      [`person-${somebody.personId}`],
    );
    return rows.length;
  };

  beforeAll(async () => {
    identity = await startIdentityApp();
    somebody = await identity.enrol('applicant', null);
  });
  afterAll(() => identity.close());

  it('goes on with a new pair of tokens', async () => {
    const opened = await open();
    const answer = await refresh(opened.refreshToken);
    expect(answer.status).toBe(201);
    expect(answer.headers['cache-control']).toBe('no-store');
    const renewed = answer.body as Tokens;
    expect(renewed.refreshToken).not.toBe(opened.refreshToken);
    expect([await me(opened.accessToken), await me(renewed.accessToken)]).toEqual([200, 200]);
  });

  it('ends for everybody when a refresh token comes back, and that is an event', async () => {
    const before = await reuses();
    const opened = await open();
    const renewed = (await refresh(opened.refreshToken)).body as Tokens;
    expect((await refresh(opened.refreshToken)).body.code).toBe('SESSION_OVER');
    expect((await refresh(renewed.refreshToken)).status).toBe(401);
    expect([await me(opened.accessToken), await me(renewed.accessToken)]).toEqual([401, 401]);
    await refresh(opened.refreshToken);
    expect(await reuses()).toBe(before + 1);
  });

  it('gives a refresh token that is used at the same instant twice to one of the two', async () => {
    const { refreshToken } = await open();
    const answers = await Promise.all([refresh(refreshToken), refresh(refreshToken)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 401]);
  });

  it('is over after signing out', async () => {
    const opened = await open();
    expect((await identity.as().delete('/v1/sessions/current')).status).toBe(401);
    expect((await identity.as(opened.accessToken).delete('/v1/sessions/current')).status).toBe(204);
    expect(await me(opened.accessToken)).toBe(401);
    expect((await refresh(opened.refreshToken)).status).toBe(401);
  });

  it('is over when it has lasted its time, or was idle', async () => {
    const opened = await open();
    const { rows } = await identity.owner.query<{ session_id: string }>(
      'select session_id from identity.sessions order by started_at desc limit 1',
    );
    const sessionId = rows[0]?.session_id;
    const idle = `update identity.refresh_tokens set issued_at = issued_at - interval '61 minutes' where session_id = $1`;
    await identity.owner.query(idle, [sessionId]);
    expect((await refresh(opened.refreshToken)).status).toBe(401);
    expect(await me(opened.accessToken)).toBe(200);
    await identity.owner.query(`update identity.sessions set expires_at = now() where session_id = $1`, [
      sessionId,
    ]);
    expect(await me(opened.accessToken)).toBe(401);
  });

  it('is not opened by what is no refresh token', async () => {
    for (const token of ['x', somebody.token, `dyr_${'a'.repeat(22)}_${'b'.repeat(49)}`]) {
      expect((await refresh(token)).body.code).toBe('SESSION_OVER');
    }
  });

  it('does not outlive the password that opened it', async () => {
    const opened = await open();
    const { invitation } = await identity.commands.execute(
      new InvitePerson(somebody.personId, identity.by()),
    );
    await identity.commands.execute(new RedeemInvitation(invitation?.token ?? '', PASSWORD, identity.by()));
    expect(await me(opened.accessToken)).toBe(401);
    expect((await refresh(opened.refreshToken)).status).toBe(401);
  });

  it('ends with its person and with the organisation', async () => {
    const company = await identity.registerOrganisation('company', '1248100998');
    const one = await identity.enrol('applicant', company);
    const other = await identity.enrol('applicant', company);
    const opened = await open(one.email);
    await identity.commands.execute(new DeactivatePerson(one.personId, 'Left', identity.by()));
    expect([await me(one.token), await me(other.token)]).toEqual([401, 200]);
    expect((await refresh(opened.refreshToken)).status).toBe(401);
    await identity.commands.execute(new DeactivateOrganisation(company, 'Closed', identity.by()));
    expect(await me(other.token)).toBe(401);
    expect(
      (await identity.as().post('/v1/sessions', { email: other.email, password: PASSWORD })).status,
    ).toBe(401);
  });
});
