import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import { EventStore } from '@doyak/kernel/event-store';
import {
  Authenticator,
  limitedPermissionsOf,
  permissionsOf,
  Problem,
  type Principal,
  type RequestContext,
} from '@doyak/kernel/http';
import { apiKey, isUsable } from '../domain/api-key.js';
import { organisation, type OrganisationState } from '../domain/organisation.js';
import { person } from '../domain/person.js';
import { rolesAt } from '../domain/person.state.js';
import { keyRolesOfKind } from '../domain/roles.js';
import { apiKeyStream, organisationStream, personStream } from '../domain/streams.js';
import { AccessTokens } from './access-tokens.js';
import { ApiKeySecrets } from './api-key-secrets.js';
import { parseToken } from './secret-tokens.js';
import { Sessions } from './sessions.js';

/** A person by an access token. */
export interface SignedIn extends Principal {
  readonly sessionId: string;
}

/**
 * Recognises people by access token and systems by API key. Session, roles, key and organisation are read from where they are decided, so
 * that signing out, revoking and deactivating hold from the next request on, not from a token's expiry.
 */
@Injectable()
export class IdentityAuthenticator extends Authenticator {
  constructor(
    private readonly store: EventStore,
    private readonly tokens: AccessTokens,
    private readonly sessions: Sessions,
    private readonly secrets: ApiKeySecrets,
  ) {
    super();
  }

  async authenticate(headers: IncomingHttpHeaders, now: Date): Promise<Principal | null> {
    const [, token] = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? [];
    if (token === undefined) return null;
    return token.startsWith('dyk_') ? this.system(token, now) : this.person(token, now);
  }

  private async person(token: string, now: Date): Promise<SignedIn | null> {
    const claims = await this.tokens.verify(token, now);
    if (!claims) return null;
    const { personId, sessionId } = claims;
    const [session, { state }] = await Promise.all([
      this.sessions.find(sessionId, now),
      this.store.load(personStream(personId), person),
    ]);
    if (session?.personId !== personId || state.status !== 'active') return null;
    if (session.credentialId !== state.credentialId) return null;
    const { organisationId } = state;
    if (organisationId !== null && (await this.organisation(organisationId)).status !== 'active') return null;
    const roles = rolesAt(state, now);
    const programs = roles.includes('auditor') ? state.auditLimits?.programs : undefined;
    // An auditor of some programs sees what keeps to them, and nothing else by that role.
    const others = programs ? roles.filter((role) => role !== 'auditor') : roles;
    const authority = roles.length > 0 ? `role:${roles.join('+')}` : 'self';
    return {
      actor: { kind: 'person', id: personId, organisationId: organisationId ?? undefined, authority },
      permissions: new Set([...permissionsOf(others), ...(programs ? limitedPermissionsOf('auditor') : [])]),
      ...(programs ? { programs } : {}),
      sessionId,
    };
  }

  private async system(token: string, now: Date): Promise<Principal | null> {
    const presented = parseToken('dyk', token);
    if (!presented) return null;
    const { state } = await this.store.load(apiKeyStream(presented.id), apiKey);
    if (state.status === 'absent' || !isUsable(state, now)) return null;
    const { keyId, secretId, organisationId, scopes } = state;
    const [proven, theirs] = await Promise.all([
      this.secrets.proves(token, secretId),
      this.organisation(organisationId),
    ]);
    if (!proven || theirs.status !== 'active') return null;
    await this.secrets.noteUse(keyId, now);
    return {
      actor: { kind: 'key', id: keyId, organisationId, authority: `organisation:${organisationId}` },
      permissions: permissionsOf(keyRolesOfKind(theirs.kind)),
      scopes: new Set(scopes),
    };
  }

  private async organisation(organisationId: string): Promise<OrganisationState> {
    return (await this.store.load(organisationStream(organisationId), organisation)).state;
  }
}

/** The session of a request on an `authenticated` route; other principals than people have none. */
export function sessionOf(context: RequestContext): string {
  const principal = context.principal as Partial<SignedIn> | null;
  if (principal?.sessionId === undefined) throw new Problem('FORBIDDEN', 'This is for people who signed in.');
  return principal.sessionId;
}
