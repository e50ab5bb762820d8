import type { IncomingHttpHeaders } from 'node:http';
import { Authenticator, type Principal, ReadYourWrites } from '../src/index.js';

export class KeyAuthenticator extends Authenticator {
  authenticate({ authorization }: IncomingHttpHeaders): Promise<Principal | null> {
    const known: Record<string, { permissions: string[]; scopes?: string[] }> = {
      'Bearer operator': { permissions: ['things.read', 'things.change'] },
      'Bearer auditor': { permissions: ['things.read'] },
      'Bearer narrow': { permissions: ['things.read', 'things.change'], scopes: ['things.read'] },
    };
    if (authorization === 'Bearer down')
      return Promise.reject(new Error('Connection terminated unexpectedly'));
    const found = Object.hasOwn(known, authorization ?? '') ? known[authorization ?? ''] : undefined;
    if (!found) return Promise.resolve(null);
    const { permissions, scopes } = found;
    const actorId = `00000000-0000-4000-8000-0000000000${(authorization ?? '').length}`;
    return Promise.resolve({
      actor: { kind: scopes ? 'key' : 'person', id: actorId, authority: 'role:operator' },
      permissions: new Set(permissions),
      ...(scopes ? { scopes: new Set(scopes) } : {}),
    });
  }
}

/** Followers that are behind for every event until a test says otherwise. */
export class FakeFollowers extends ReadYourWrites {
  reached = true;
  readonly waits: number[] = [];

  waitUntilFollowed(_eventId: string, timeoutMs: number): Promise<boolean> {
    this.waits.push(timeoutMs);
    return Promise.resolve(this.reached);
  }
}
