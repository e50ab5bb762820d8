import { createHash } from 'node:crypto';

import { v5, v7 } from 'uuid';
import type { Principal } from './authenticator.js';
import { canonical } from './canonical.js';

/** Namespace of command ids: any fixed UUID will do, it must never change. */
const COMMANDS = '5b0f1c0e-6f0e-5d7e-9a59-0d0f4b7f9c11';

/**
 * The command id of a request: the same key of the same principal gives the same id, so that the store finds the first result.
 * Callers without credentials share no key space: there the fingerprint is part of it, or one could fetch another's answer.
 */
export function commandIdOf(
  principal: Principal | null,
  key: string | undefined,
  fingerprint: string,
): string {
  if (key === undefined) return v7();
  const owner = principal ? `${principal.actor.kind}:${principal.actor.id}` : `anonymous:${fingerprint}`;
  return v5(`${owner}\n${key}`, COMMANDS);
}

/** SHA-256 over method, path with query, and the canonical body (RFC 8785); spacing and member order make no difference. */
export function fingerprintOf(method: string, url: string, body: unknown): string {
  const hash = createHash('sha256').update(`${method}\n${url}\n`);
  if (body !== undefined) hash.update(canonical(body));
  return hash.digest('hex');
}
