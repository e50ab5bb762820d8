import type { Permission, Role, RouteEntry } from '@doyak/kernel/http';
import { DEMO_BY_ROLE, newId, type PlatformApp } from '../support/platform-app.js';

/** Signing somebody out would end the session that the others of the test use. */
const ENDS_SESSION = '/sessions/current';

/**
 * Asks every route as nobody and as each role, and gives what differs from the catalogue: nobody gets 401 and a role without the permission
 * 403; whoever may gets neither. The bodies and ids are wrong, so that those who may change nothing.
 */
export async function accessFaults(
  doyak: PlatformApp,
  routes: readonly RouteEntry[],
  catalogue: ReadonlyMap<string, Pick<Permission, 'roles'>>,
): Promise<string[]> {
  const faults: string[] = [];
  for (const { method, template, route } of routes) {
    const { permission } = route.spec as { permission: string };
    const ask = async (token?: string) => {
      const answer = await fetch(doyak.url + template.replace(/\{[^}]+\}/g, () => newId()), {
        method,
        headers: {
          ...(token ? { Authorization: `Bearer ${token}` } : {}),
          'Content-Type': 'application/json',
        },
        body: method === 'POST' ? '{"unheard":true}' : undefined,
      });
      // A stream of events has no end.
      await answer.body?.cancel();
      return answer.status;
    };
    const check = (who: string, status: number, expected: 401 | 403 | undefined) => {
      const refused = status === 401 || status === 403 ? status : undefined;
      if (refused !== expected)
        faults.push(`${who} ${method} ${template}: ${status}, not ${expected ?? 'let in'}`);
    };
    const isPublic = permission === 'public';
    check('nobody', await ask(), isPublic ? undefined : 401);
    if (isPublic || template.endsWith(ENDS_SESSION)) continue;
    const { roles } = catalogue.get(permission) ?? {};
    if (!roles && permission !== 'authenticated') faults.push(`${permission} is not in the catalogue`);
    for (const [role, person] of Object.entries(DEMO_BY_ROLE) as [Role, string][])
      check(role, await ask(doyak.token(person)), !roles || roles.includes(role) ? undefined : 403);
  }
  return faults;
}
