import type { IncomingHttpHeaders } from 'node:http';
import type { Actor } from '@doyak/kernel/decider';
import type { Principal } from './authenticator.js';

/**
 * What the store needs to know of a command besides its content: the last argument of `store.decide`.
 * `commandId` follows from principal and `Idempotency-Key`, so that a repeat finds the first result.
 */
export interface CommandContext {
  readonly actor: Actor;
  readonly now: Date;
  readonly commandId: string;
  readonly correlationId: string;
  /** From `If-Match`; absent: the caller named no version. */
  readonly expectedVersion?: number;
  /**
   * SHA-256 (hex) of method, path and canonical body: the same key with another fingerprint is refused (422). Of an upload it takes in
   * type, length and `Content-Digest`; where the bytes matter, put their hash into the command.
   */
  readonly fingerprint: string;
}

/** One request as a handler sees it. A class, so that decorated signatures can name it under swc. */
export class RequestContext {
  /** Null on a public route for a caller without credentials. */
  readonly principal!: Principal | null;
  /** The principal's actor; on a public route without credentials `system` / `anonymous` / `public`. */
  readonly actor!: Actor;
  /** When the request arrived. */
  readonly now!: Date;
  readonly correlationId!: string;
  /** Pass it on: `store.decide(streamId, decider, command, context.command)`. */
  readonly command!: CommandContext;
  /** From `Prefer: wait=N`, in ms, at most 10,000. The edge waits; a handler need not. */
  readonly wait?: number;
  /** The caller's address, behind trusted proxies only. */
  readonly ip!: string;
  readonly headers!: IncomingHttpHeaders;
  /** The exact bytes of the body (for signatures). Empty where there is none or the route takes an upload. */
  readonly rawBody!: Buffer;
  /** `Last-Event-ID` of an event-stream request: the log index after which to go on. */
  readonly lastEventId?: number;
  /** Aborted when the client goes away, the route's time is over, or the process drains. */
  readonly signal!: AbortSignal;

  constructor(fields: Omit<RequestContext, 'permits'>) {
    Object.assign(this, fields);
  }

  /** Whether the principal holds a permission, within the scopes of its key. For rules finer than a route's permission. */
  permits(permission: string): boolean {
    return this.principal !== null && holds(this.principal, permission);
  }
}

export function holds(principal: Principal, permission: string): boolean {
  return principal.permissions.has(permission) && (principal.scopes?.has(permission) ?? true);
}
