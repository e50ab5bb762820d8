import type { IncomingHttpHeaders } from 'node:http';
import type { Actor } from '@doyak/kernel/decider';

/** Who calls and what they may do. */
export interface Principal {
  readonly actor: Actor;
  /** Granted by roles, e.g. `applications.submit`. */
  readonly permissions: ReadonlySet<string>;
  /** An API key may be narrowed to some of them; absent: not narrowed. */
  readonly scopes?: ReadonlySet<string>;
  /** Programs that an auditor is limited to; absent: all. */
  readonly programs?: readonly string[];
}

/**
 * Recognises the caller. Provided by the identity context under this class, exported by a module of the application:
 * `{ provide: Authenticator, useExisting: … }`.
 */
export abstract class Authenticator {
  /** Null for credentials that are absent, forged, revoked, or expired at `now`. Throws only when a dependency is down. */
  abstract authenticate(headers: IncomingHttpHeaders, now: Date): Promise<Principal | null>;
}
