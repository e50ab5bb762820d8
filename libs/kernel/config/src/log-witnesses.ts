import { parseVerifierKey } from '@doyak/kernel/transparency-log';
import type { z } from 'zod';

/** A witness of the log: its key (type `cosignature/v1`) and the prefix of its API, without a trailing slash. */
export interface LogWitness {
  readonly verifierKey: string;
  readonly url: string;
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Reads `<verifier key> <url>; …`. Addresses are https; http only on this machine. */
export function parseWitnesses(text: string, context: z.RefinementCtx): LogWitness[] {
  const witnesses = text
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => parseWitness(part, context));
  const names = new Set(witnesses.map(({ verifierKey }) => verifierKey.split('+')[0]));
  if (names.size < witnesses.length) context.addIssue('names a witness twice');
  return witnesses;
}

function parseWitness(part: string, context: z.RefinementCtx): LogWitness {
  const [verifierKey = '', address = '', ...more] = part.split(/\s+/);
  const key = parseVerifierKey(verifierKey);
  if (!key.ok || key.value.kind !== 'cosignature/v1')
    context.addIssue('has a witness whose verifier key is none of type cosignature/v1');
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const safe = url && (url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.has(url.hostname)));
  if (!safe || more.length > 0) context.addIssue('must be "<verifier key> <https URL>", separated by ";"');
  return { verifierKey, url: address.replace(/\/+$/, '') };
}
