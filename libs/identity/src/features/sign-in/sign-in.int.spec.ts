import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import {
  PASSWORD,
  startIdentityApp,
  type Enrolled,
  type IdentityApp,
} from '../../../../../test/support/identity-app.js';
import { DeactivatePerson, UnlockPerson } from '../../index.js';

describe('POST /v1/sessions', () => {
  let identity: IdentityApp;
  const signIn = (email: string, password = PASSWORD) =>
    identity.as().post('/v1/sessions', { email, password });
  const locks = async ({ personId }: Enrolled) => {
    const { rows } = await identity.owner.query<{ data: string; actor_id: string }>(
      `select data, actor_id from doyak.events where stream_id = $1 and type = 'identity.sign-in-locked' order by version`,
      [`person-${personId}`],
    );
    return rows.map((row) => ({
      ...(JSON.parse(row.data) as { failures: number; until: string }),
      by: row.actor_id,
    }));
  };

  beforeAll(async () => {
    identity = await startIdentityApp();
  });
  afterAll(() => identity.close());

  it('gives a short-lived access token and a refresh token', async () => {
    const answer = await signIn(' FIRST@agency.test ');
    expect(answer.status).toBe(201);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.body).toMatchObject({ tokenType: 'Bearer', expiresIn: 600 });
    expect(answer.body.refreshToken).toMatch(/^dyr_/);
    expect(decodeProtectedHeader(answer.body.accessToken)).toMatchObject({ alg: 'EdDSA', typ: 'at+jwt' });
    const claims = decodeJwt(answer.body.accessToken);
    expect(claims).toMatchObject({
      iss: 'urn:doyak',
      aud: 'doyak-api',
      sub: identity.administrator.personId,
    });
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(600);
    expect(JSON.stringify(claims)).not.toContain('agency.test');
  });

  it('answers the same to an unknown address, a wrong password, no password yet and somebody deactivated', async () => {
    const gone = await identity.enrol(null, null);
    await identity.commands.execute(new DeactivatePerson(gone.personId, 'Left', identity.by()));
    const silent = await identity.as(identity.administrator.token).post('/v1/people', {
      organisationId: null,
      name: 'Silent Example',
      email: 'silent@people.test',
    });
    expect(silent.status).toBe(201);
    const answers = [
      await signIn('nobody@people.test'),
      await signIn('first@agency.test', 'wrong'),
      await signIn('silent@people.test'),
      await signIn(gone.email),
    ];
    const seen = answers.map(({ status, body }) => ({ status, ...body, correlationId: undefined }));
    expect(new Set(seen.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(seen[0]).toMatchObject({ status: 401, code: 'SIGN_IN_REFUSED' });
  });

  it('takes as long for somebody unknown as for a wrong password', async () => {
    const timed = async (email: string) => {
      const start = performance.now();
      await signIn(email, 'wrong');
      return performance.now() - start;
    };
    // A refusal never comes before its least time, which is far above the work that differs.
    expect(await timed('unknown-again@people.test')).toBeGreaterThanOrEqual(295);
    expect(await timed('first@agency.test')).toBeGreaterThanOrEqual(295);
  });

  it('locks after five wrong passwords, keeps the right one out, and is unlocked by an administrator', async () => {
    const somebody = await identity.enrol(null, null);
    for (let guess = 1; guess <= 4; guess += 1) await signIn(somebody.email, `wrong ${guess}`);
    expect(await locks(somebody)).toEqual([]);
    await signIn(somebody.email, 'wrong 5');
    expect(await locks(somebody)).toMatchObject([{ failures: 5, by: 'sign-in' }]);
    expect((await signIn(somebody.email)).body.code).toBe('SIGN_IN_REFUSED');
    await signIn(somebody.email, 'wrong during the lock');
    expect(await locks(somebody)).toHaveLength(1);

    const path = `/v1/people/${somebody.personId}/unlock`;
    const reason = 'Identified by phone';
    expect((await identity.as().post(path, { reason })).status).toBe(401);
    expect((await identity.as(somebody.token).post(path, { reason })).status).toBe(403);
    expect((await identity.as(identity.administrator.token).post(path, { reason })).status).toBe(200);
    expect((await signIn(somebody.email)).status).toBe(201);
  });

  it('forgets wrong passwords after the right one', async () => {
    const somebody = await identity.enrol(null, null);
    for (let round = 0; round < 2; round += 1) {
      for (let guess = 0; guess < 4; guess += 1) await signIn(somebody.email, 'wrong');
      expect((await signIn(somebody.email)).status).toBe(201);
    }
    expect(await locks(somebody)).toEqual([]);
  });

  it('locks longer for each further wrong password once a lock is over', async () => {
    const somebody = await identity.enrol(null, null);
    for (let guess = 0; guess < 5; guess += 1) await signIn(somebody.email, 'wrong');
    const past = new Date(Date.now() - 61_000);
    await identity.owner.query(
      'update identity.sign_in_failures set last_failed_at = $2 where person_id = $1',
      [somebody.personId, past],
    );
    // The event holds the lock as well: without it the count alone would let the next guess through.
    expect((await signIn(somebody.email)).status).toBe(401);
    await identity.commands.execute(new UnlockPerson(somebody.personId, 'Test', identity.by()));
    await identity.owner.query(
      `insert into identity.sign_in_failures values ($1, 5, $2) on conflict (person_id) do update set last_failed_at = $2`,
      [somebody.personId, past],
    );
    await signIn(somebody.email, 'wrong');
    const [, second] = await locks(somebody);
    expect(second?.failures).toBe(6);
    expect(Date.parse(second?.until ?? '') - Date.now()).toBeGreaterThan(100_000);
  });

  it('lets at most a handful of guesses made at once be tried', async () => {
    const somebody = await identity.enrol(null, null);
    const guesses = Array.from({ length: 24 }, (_, guess) => signIn(somebody.email, `wrong ${guess}`));
    await Promise.all(guesses);
    const { rows } = await identity.owner.query<{ failures: number }>(
      'select failures from identity.sign_in_failures where person_id = $1',
      [somebody.personId],
    );
    expect(rows[0]?.failures).toBe(5);
    expect((await signIn(somebody.email)).status).toBe(401);
  });

  it('renews a hash that was made with weaker parameters', async () => {
    const somebody = await identity.enrol(null, null);
    const { hash } = await import('@node-rs/argon2');
    const weak = await hash(PASSWORD, { memoryCost: 8_192, timeCost: 1 });
    const change = `update identity.credentials set hash = $2 where person_id = $1`;
    await identity.owner.query(change, [somebody.personId, weak]);
    expect((await signIn(somebody.email)).status).toBe(201);
    const { rows } = await identity.owner.query<{ hash: string }>(
      'select hash from identity.credentials where person_id = $1',
      [somebody.personId],
    );
    expect(rows[0]?.hash).toContain('m=19456,t=2,p=1');
  });

  it('has a strict budget', async () => {
    const strict = await startIdentityApp({ signInBudget: 3 });
    try {
      const statuses: number[] = [];
      for (let call = 0; call < 3; call += 1) {
        const answer = await strict.as().post('/v1/sessions', { email: 'x@people.test', password: 'wrong' });
        statuses.push(answer.status);
        if (answer.status === 429) expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      }
      // One of the three was spent by the first administrator.
      expect(statuses).toEqual([401, 401, 429]);
    } finally {
      await strict.close();
    }
  });
});
