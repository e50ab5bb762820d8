import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SearchHashes } from '@doyak/kernel/personal-data';
import { ContactData } from '../../contact-data/contact-data.js';
import { startIdentityApp, type IdentityApp } from '../../../../../test/support/identity-app.js';

describe('people', () => {
  let identity: IdentityApp;
  const admin = () => identity.as(identity.administrator.token);
  const register = (body: object = {}, headers = {}) =>
    admin().post(
      '/v1/people',
      {
        organisationId: null,
        name: '홍길동',
        email: `${randomUUID()}@people.test`,
        phone: '010-1234-5678',
        ...body,
      },
      headers,
    );

  beforeAll(async () => {
    identity = await startIdentityApp();
  });
  afterAll(() => identity.close());

  it('are registered once, and found masked in the list and unmasked on their page', async () => {
    const body = { email: 'Gildong@people.test' };
    const again = { 'Idempotency-Key': randomUUID() };
    const registered = await register(body, again);
    expect(registered.status).toBe(201);
    expect((await register(body, again)).body).toEqual(registered.body);
    const { id } = registered.body as { id: string };
    const list = await admin().get('/v1/people?active=true&limit=200');
    const listed = (list.body.items as { id: string }[]).find((item) => item.id === id);
    expect(listed).toMatchObject({
      name: '홍*동',
      email: 'Gi***@people.test',
      phone: '***-****-5678',
      roles: [],
    });
    expect((await admin().get(`/v1/people/${id}`)).body).toMatchObject({
      name: '홍*동',
      phone: '***-****-5678',
    });
    const page = await admin().get(`/v1/people/${id}?reason=A%20test`);
    expect(page.body).toMatchObject({
      name: '홍길동',
      email: 'Gildong@people.test',
      hasPassword: false,
      active: true,
    });
    expect(page.headers.etag).toBe('"1"');
    expect((await register({ email: 'gildong@PEOPLE.test' })).body.code).toBe('EMAIL_TAKEN');
  });

  it('and each look at contact data is recorded', async () => {
    const { id } = (await register()).body as { id: string };
    await admin().get(`/v1/people/${id}`);
    await admin().get(`/v1/people/${id}?reason=To%20call%20back`);
    await admin().post(`/v1/people/${id}/contact-data`, { phone: null });
    const { rows } = await identity.owner.query(
      'select actor_id, action, address from identity.personal_data_accesses where person_id = $1 order by id',
      [id],
    );
    const by = identity.administrator.personId;
    expect(rows).toMatchObject([
      { actor_id: by, action: 'read', address: expect.stringMatching(/127\.0\.0\.1/) },
      { actor_id: by, action: 'changed' },
    ]);
  });

  it('change contact data, of which the event names the fields only', async () => {
    const { id } = (await register()).body as { id: string };
    const change = (body: object) => admin().post(`/v1/people/${id}/contact-data`, body);
    const changed = await change({ name: '임꺽정', email: `${randomUUID()}@moved.test` });
    expect(changed.body.events).toMatchObject([{ type: 'identity.contact-data-changed' }]);
    expect((await admin().get(`/v1/people/${id}?reason=A%20test`)).body).toMatchObject({
      name: '임꺽정',
      phone: '010-1234-5678',
    });
    expect((await change({ name: '임꺽정' })).body.events).toEqual([]);
    expect((await change({ email: 'first@agency.test' })).body.code).toBe('EMAIL_TAKEN');
    const { rows } = await identity.owner.query<{ data: string }>(
      `select data from doyak.events where type = 'identity.contact-data-changed' and stream_id = $1`,
      [`person-${id}`],
    );
    expect(rows.map(({ data }) => JSON.parse(data))).toEqual([{ personId: id, fields: ['name', 'email'] }]);
  });

  it('change their own name and number, not the address they sign in with', async () => {
    const somebody = await identity.enrol('applicant', null);
    const own = (body: object) => identity.as(somebody.token).post('/v1/me/contact-data', body);
    expect((await own({ name: 'Own Example', phone: null })).status).toBe(200);
    expect((await own({ email: 'other@people.test' })).status).toBe(400);
    const me = await identity.as(somebody.token).get('/v1/me');
    expect(me.body).toMatchObject({
      name: 'Own Example',
      phone: null,
      organisation: null,
      roles: ['applicant'],
    });
  });

  it('without a company join it later', async () => {
    const founder = await identity.enrol('applicant', null);
    const company = await identity.registerOrganisation('company', '2208162517');
    const join = (organisationId: string) =>
      admin().post(`/v1/people/${founder.personId}/join-organisation`, { organisationId });
    expect((await join(identity.agencyId)).body.code).toBe('NOT_A_COMPANY');
    expect((await join(randomUUID())).body.code).toBe('ORGANISATION_NOT_FOUND');
    expect((await join(company)).status).toBe(200);
    const me = await identity.as(founder.token).get('/v1/me');
    expect(me.body.organisation).toEqual({ id: company, kind: 'company', name: 'Example company' });
    const other = await identity.registerOrganisation('company', '1208147521');
    expect((await join(other)).body.code).toBe('ALREADY_IN_AN_ORGANISATION');
  });

  it('whose registration was interrupted before its event do not keep the address', async () => {
    const email = 'interrupted@people.test';
    const key = identity.app.get(SearchHashes).hash('email', email).toString('hex');
    const leave = (age: string) =>
      identity.owner.query(
        `insert into identity.people (person_id, name, email, email_key, created_at, updated_at)
         values (gen_random_uuid(), 'sealed:x', 'x', $1, now() - $2::interval, now())`,
        [key, age],
      );
    await leave('1 second');
    expect((await register({ email })).body.code).toBe('EMAIL_TAKEN');
    await identity.owner.query('delete from identity.people where email_key = $1', [key]);
    await leave('2 minutes');
    expect((await register({ email })).status).toBe(201);
  });

  it('stand sealed in their table; rows of an older version are sealed at the next start', async () => {
    const { id } = (await register({ name: '홍길동' })).body as { id: string };
    const rowOf = async () =>
      (
        await identity.owner.query<Record<'name' | 'email' | 'email_key' | 'phone', string>>(
          'select name, email, email_key, phone from identity.people where person_id = $1',
          [id],
        )
      ).rows[0]!;
    const sealed = await rowOf();
    expect(JSON.stringify(sealed)).not.toMatch(/홍길동|@people|1234/);
    await identity.owner.query(
      `update identity.people set name = 'Old Example', email = 'old@people.test', email_key = 'old@people.test', phone = null
       where person_id = $1`,
      [id],
    );
    await identity.app.get(ContactData).onApplicationBootstrap();
    expect(await rowOf()).toMatchObject({ name: expect.stringMatching(/^sealed:/), phone: null });
    const page = await admin().get(`/v1/people/${id}?reason=A%20test`);
    expect(page.body).toMatchObject({ name: 'Old Example', email: 'old@people.test', phone: null });
    expect((await register({ email: 'OLD@people.test' })).body.code).toBe('EMAIL_TAKEN');
  });

  it('are shown as erased once their row is gone, and all else goes on', async () => {
    const { id } = (await register()).body as { id: string };
    await identity.owner.query('delete from identity.people where person_id = $1', [id]);
    expect((await admin().get(`/v1/people/${id}`)).body).toMatchObject({
      name: null,
      email: null,
      active: true,
    });
    expect((await admin().get('/v1/people?limit=200')).status).toBe(200);
  });

  it('are deactivated, and paged through with filters', async () => {
    const laboratory = await identity.registerOrganisation('test-laboratory');
    const ids: string[] = [];
    for (let one = 0; one < 3; one += 1) ids.push((await identity.enrol('partner', laboratory)).personId);
    const deactivated = await admin().post(`/v1/people/${ids[1]}/deactivate`, { reason: 'Left' });
    expect(deactivated.status).toBe(200);
    const first = await admin().get(`/v1/people?organisationId=${laboratory}&limit=2`);
    const second = await admin().get(
      `/v1/people?organisationId=${laboratory}&limit=2&cursor=${first.body.nextCursor}`,
    );
    const seen = [...first.body.items, ...second.body.items] as {
      id: string;
      active: boolean;
      roles: string[];
    }[];
    expect(seen.map(({ id }) => id)).toEqual(ids);
    expect(seen[1]).toMatchObject({ active: false, roles: [] });
    expect(second.body.nextCursor).toBeNull();
    const partners = await admin().get(`/v1/people?organisationId=${laboratory}&role=partner`);
    expect(partners.body.items).toHaveLength(2);
  });

  it('are refused with a resident registration number in a text, or a malformed address', async () => {
    const answer = await register({ name: '홍길동 900101-1234568' });
    expect(answer.body).toMatchObject({ errors: [{ pointer: '/name' }] });
    expect((await register({ email: 'nobody' })).status).toBe(400);
    expect((await register({ organisationId: randomUUID() })).body.code).toBe('ORGANISATION_NOT_FOUND');
    expect((await admin().get(`/v1/people/${randomUUID()}`)).body.code).toBe('PERSON_NOT_FOUND');
  });
});
