import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EventStore } from '@doyak/kernel/event-store';
import { PersonalData } from '@doyak/kernel/personal-data';
import { startIdentityApp, type IdentityApp } from '../../../../../test/support/identity-app.js';
import { administrators, ADMINISTRATORS_STREAM } from '../../domain/administrators.js';
import { person } from '../../domain/person.js';
import { personStream } from '../../domain/streams.js';

describe('roles', () => {
  let identity: IdentityApp;
  const admin = () => identity.as(identity.administrator.token);
  const grant = (id: string, role: string, headers = {}) =>
    admin().post(`/v1/people/${id}/grant-role`, { role, reason: 'Appointed' }, headers);
  const revoke = (id: string, role: string, headers = {}) =>
    admin().post(`/v1/people/${id}/revoke-role`, { role, reason: 'Moved' }, headers);
  const roles = async (token: string) => (await identity.as(token).get('/v1/me')).body.roles as string[];

  beforeAll(async () => {
    identity = await startIdentityApp();
  });
  afterAll(() => identity.close());

  it('hold from the next request on, and are taken back from the next request on', async () => {
    const somebody = await identity.enrol(null, identity.agencyId);
    expect((await identity.as(somebody.token).get('/v1/organisations')).status).toBe(403);
    expect((await grant(somebody.personId, 'operator')).status).toBe(200);
    expect((await identity.as(somebody.token).get('/v1/organisations')).status).toBe(200);
    expect(await roles(somebody.token)).toEqual(['operator']);
    expect((await revoke(somebody.personId, 'operator')).status).toBe(200);
    expect((await identity.as(somebody.token).get('/v1/organisations')).status).toBe(403);
    expect((await revoke(somebody.personId, 'operator')).body.code).toBe('ROLE_NOT_HELD');
  });

  it('are recorded with who granted them, by which role, and why', async () => {
    const somebody = await identity.enrol(null, identity.agencyId);
    await grant(somebody.personId, 'auditor');
    const { rows } = await identity.owner.query(
      `select actor_kind, actor_id, authority, data::jsonb ->> 'reason' as reason from doyak.events
       where stream_id = $1 and type = 'identity.role-granted'`,
      [`person-${somebody.personId}`],
    );
    // Why somebody got a role may name people: it is sealed in the event.
    expect(JSON.stringify(rows)).not.toContain('Appointed');
    expect(await identity.app.get(PersonalData, { strict: false }).open(rows)).toEqual([
      {
        actor_kind: 'person',
        actor_id: identity.administrator.personId,
        authority: 'role:administrator',
        reason: 'Appointed',
      },
    ]);
  });

  it('are granted by nobody to themselves, and only where they fit', async () => {
    expect((await grant(identity.administrator.personId, 'operator')).body.code).toBe('SELF_GRANT');
    const founder = await identity.enrol(null, null);
    expect((await grant(founder.personId, 'operator')).body.code).toBe('ROLE_NOT_FOR_ORGANISATION');
    expect((await grant(founder.personId, 'applicant')).status).toBe(200);
    expect((await grant(randomUUID(), 'applicant')).status).toBe(404);
    const silent = await admin().post('/v1/people', {
      organisationId: identity.agencyId,
      name: 'Silent Example',
      email: 'silent@agency.test',
    });
    expect((await grant(silent.body.id, 'administrator')).body.code).toBe('ADMINISTRATOR_NEEDS_PASSWORD');
  });

  it('of administrator never leave the last one', async () => {
    const first = identity.administrator.personId;
    expect((await revoke(first, 'administrator')).body.code).toBe('LAST_ADMINISTRATOR');
    const second = await identity.enrol(null, identity.agencyId);
    const again = { 'Idempotency-Key': randomUUID() };
    const granted = await grant(second.personId, 'administrator', again);
    expect((await grant(second.personId, 'administrator', again)).body).toEqual(granted.body);
    const path = `/v1/people/${second.personId}/deactivate`;
    expect((await admin().post(path, { reason: 'x' })).body.code).toBe('ADMINISTRATOR_ROLE_HELD');
    const revokeKey = { 'Idempotency-Key': randomUUID() };
    const revoked = await revoke(second.personId, 'administrator', revokeKey);
    expect(revoked.status).toBe(200);
    expect((await revoke(second.personId, 'administrator', revokeKey)).body).toEqual(revoked.body);
    expect((await revoke(first, 'administrator')).body.code).toBe('LAST_ADMINISTRATOR');
  });

  it('of administrator, interrupted between the two records of it, are completed by asking again', async () => {
    const { personId } = await identity.enrol(null, identity.agencyId);
    const store = identity.app.get(EventStore, { strict: false });
    const grantId = randomUUID();
    const half = { type: 'GrantRole', role: 'administrator', grantId, reason: 'Interrupted' } as const;
    await store.decide(personStream(personId), person, half, identity.by());
    const counted = async () =>
      (await store.load(ADMINISTRATORS_STREAM, administrators)).state.appointed[grantId];
    expect(await counted()).toBeUndefined();
    expect((await grant(personId, 'administrator')).body.events).toEqual([]);
    expect(await counted()).toBe(personId);
    expect((await revoke(personId, 'administrator')).status).toBe(200);
    expect(await counted()).toBeUndefined();
  });

  it('of two administrators who dismiss one another at the same instant leave one', async () => {
    const other = await identity.enrol('administrator', identity.agencyId);
    const dismiss = (token: string, id: string) =>
      identity.as(token).post(`/v1/people/${id}/revoke-role`, { role: 'administrator', reason: 'Race' });
    const answers = await Promise.all([
      dismiss(identity.administrator.token, other.personId),
      dismiss(other.token, identity.administrator.personId),
    ]);
    const left = [await roles(identity.administrator.token), await roles(other.token)];
    expect(left.filter((held) => held.includes('administrator')).length).toBeGreaterThanOrEqual(1);
    expect(answers.filter(({ status }) => status === 200).length).toBe(1);
  });
});
