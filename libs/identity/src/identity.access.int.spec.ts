import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RouteTable, permissionCatalogue, roles } from '@doyak/kernel/http';
import { startIdentityApp, type IdentityApp } from '../../../test/support/identity-app.js';
import type { Role } from './domain/roles.js';
import { ROLES } from './domain/roles.js';

const NOWHERE = '00000000-0000-7000-8000-0000000000ff';

describe('every route of identity', () => {
  let identity: IdentityApp;
  const tokens = new Map<Role, string>();

  beforeAll(async () => {
    identity = await startIdentityApp();
    const laboratory = await identity.registerOrganisation('test-laboratory');
    const home: Record<Role, string | null> = {
      operator: identity.agencyId,
      administrator: identity.agencyId,
      auditor: null,
      reviewer: null,
      applicant: null,
      partner: laboratory,
    };
    for (const role of ROLES) tokens.set(role, (await identity.enrol(role, home[role])).token);
  });
  afterAll(() => identity.close());

  it('knows the roles of the edge', () => expect([...ROLES]).toEqual([...roles]));

  it('lets in whom the permission table names, and nobody else', async () => {
    const routes = identity.app
      .get(RouteTable)
      .all()
      .filter(({ template }) => template.startsWith('/v1/'));
    expect(routes.length).toBeGreaterThanOrEqual(24);
    const wrong: string[] = [];
    for (const { method, template, route } of routes) {
      const { permission } = route.spec;
      if (permission === 'public') continue;
      const path = template.replace('{id}', NOWHERE);
      const call = (token?: string) => {
        const as = identity.as(token);
        if (method.toUpperCase() === 'GET') return as.get(path);
        return method.toUpperCase() === 'DELETE' ? as.delete(path) : as.post(path, {});
      };
      // Signing out would end the sessions of the other calls.
      const signsOut = template === '/v1/sessions/current';
      const anonymous = (await call()).status;
      if (anonymous !== 401) wrong.push(`${method} ${template} without credentials: ${anonymous}`);
      for (const role of signsOut ? [] : ROLES) {
        const allowed =
          permission === 'authenticated' || permissionCatalogue().get(permission)?.roles.includes(role);
        const { status } = await call(tokens.get(role));
        if (status === 401 || (status === 403) === Boolean(allowed) || status >= 500) {
          wrong.push(`${method} ${template} as ${role}: ${status}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});
