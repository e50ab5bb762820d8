import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startIdentityApp, type IdentityApp } from '../../../../../test/support/identity-app.js';

describe('organisations', () => {
  let identity: IdentityApp;
  const admin = () => identity.as(identity.administrator.token);
  const register = (body: object = {}, headers = {}) =>
    admin().post('/v1/organisations', { kind: 'foundry', name: 'Example Foundry', ...body }, headers);
  const company = { kind: 'company', name: 'Example Chips', businessNumber: '124-81-00998' };

  beforeAll(async () => {
    identity = await startIdentityApp();
  });
  afterAll(() => identity.close());

  it('are registered with numbers that hold, once per business number until deactivated', async () => {
    const registered = await register({ ...company, corporateNumber: '110111-1707178' });
    expect(registered.status).toBe(201);
    expect(registered.body.warnings).toEqual([]);
    const { id } = registered.body as { id: string };
    const page = await admin().get(`/v1/organisations/${id}`);
    expect(page.body).toEqual({
      id,
      kind: 'company',
      name: 'Example Chips',
      businessNumber: '1248100998',
      corporateNumber: '1101111707178',
      active: true,
    });
    expect((await register(company)).body.code).toBe('BUSINESS_NUMBER_TAKEN');
    await admin().post(`/v1/organisations/${id}/deactivate`, { reason: 'Closed' });
    expect((await register(company)).status).toBe(201);
  });

  it('are warned of a corporate number without a check digit', async () => {
    const answer = await register({ corporateNumber: '110111-1707179' });
    expect([answer.status, answer.body.warnings]).toEqual([201, ['CHECK_DIGIT_MISSING']]);
  });

  it.each([
    [{ businessNumber: '220-81-62518' }, '/businessNumber'],
    [{ corporateNumber: '900101-1234568' }, '/corporateNumber'],
    [{ name: 'of 900101-1234568' }, '/name'],
    [{ name: ' ' }, '/name'],
    [{ kind: 'club' }, '/kind'],
  ])('are refused with %j', async (body, pointer) => {
    const answer = await register(body);
    expect([400, 422]).toContain(answer.status);
    expect(answer.body.errors).toMatchObject([{ pointer }]);
  });

  it('of a company need a business number', async () => {
    expect((await register({ kind: 'company' })).body.code).toBe('BUSINESS_NUMBER_MISSING');
  });

  it('are renamed by somebody who saw the present version', async () => {
    const { id } = (await register()).body as { id: string };
    const rename = (name: string, version: number) =>
      admin().post(
        `/v1/organisations/${id}/rename`,
        { name, reason: 'Register' },
        { 'If-Match': `"${version}"` },
      );
    expect((await rename('Example Silicon', 1)).headers.etag).toBe('"2"');
    expect((await rename('Example Wafers', 1)).status).toBe(412);
    expect((await admin().get(`/v1/organisations/${id}`)).body.name).toBe('Example Silicon');
  });

  it('are deactivated, except the agency', async () => {
    const deactivate = (id: string) =>
      admin().post(`/v1/organisations/${id}/deactivate`, { reason: 'Closed' });
    expect((await deactivate(identity.agencyId)).body.code).toBe('AGENCY_STAYS');
    expect((await deactivate(randomUUID())).body.code).toBe('ORGANISATION_NOT_FOUND');
    const { id } = (await register()).body as { id: string };
    expect((await deactivate(id)).status).toBe(200);
    expect((await deactivate(id)).body.code).toBe('ORGANISATION_INACTIVE');
    expect((await admin().get(`/v1/organisations/${randomUUID()}`)).status).toBe(404);
  });

  it('are listed by name, page by page, with filters', async () => {
    for (const name of ['C lab', 'A lab', 'B lab']) await register({ kind: 'test-laboratory', name });
    const first = await admin().get('/v1/organisations?kind=test-laboratory&limit=2');
    const names = (items: { name: string }[]) => items.map(({ name }) => name);
    expect(names(first.body.items)).toEqual(['A lab', 'B lab']);
    const next = `/v1/organisations?kind=test-laboratory&limit=2&cursor=${first.body.nextCursor}`;
    expect(names((await admin().get(next)).body.items)).toEqual(['C lab']);
    const found = await admin().get('/v1/organisations?businessNumber=124-81-00998&active=true');
    expect(found.body.items).toHaveLength(1);
  });

  it('have a first administrator once only', async () => {
    const { CreateFirstAdministrator } = await import('../../index.js');
    const contact = { name: 'Second Example', email: 'second@agency.test', phone: null };
    const again = await identity.commands.execute(
      new CreateFirstAdministrator(
        { name: 'Other', businessNumber: null },
        contact,
        'an unlikely little sentence',
        new Date(),
      ),
    );
    expect(again).toMatchObject({ created: false, personId: identity.administrator.personId });
  });
});
