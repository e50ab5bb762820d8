import {
  decodeEntryBundle,
  decodeLeaf,
  type Fault,
  HASH_SIZE,
  leafHash,
  payloadCommitment,
} from '@doyak/kernel/transparency-log';
import { entries } from './records.js';
import { readPayloads } from './write-evidence.js';

/** What became of one line of entries, small enough to be handed from thread to thread. */
export type CheckedEntries =
  | {
      readonly ok: true;
      readonly index: number;
      /** Leaf hashes as computed, 32 bytes each. */
      readonly hashes: Uint8Array;
      /** Payloads that were given and fit their commitments. */
      readonly payloads: number;
      /** Per entry: stream, version, case, case sequence, previous leaf, tab-separated; a line each. */
      readonly links: string;
    }
  | {
      readonly ok: false;
      readonly fault: Fault | 'payload-altered';
      readonly detail: string;
      readonly index?: number;
    };

const SALT = 16;

/** Checks a line of entries by itself: each entry has the hash stored for it, is canonical, and commits to its payload. Never throws. */
export function checkEntries(line: Uint8Array): CheckedEntries {
  const record = parsed(line);
  if (!record) return { ok: false, fault: 'wrong-shape', detail: 'the line is no run of entries' };
  const { index } = record;
  const { entries: found, fault } = decodeEntryBundle(Buffer.from(record.bundle, 'base64'));
  const at = (position: number, code: Fault | 'payload-altered', what: string): CheckedEntries => ({
    ...{ ok: false, fault: code, index: index + position },
    detail: `entry ${index + position} ${what}`,
  });
  const stored = Buffer.from(record.hashes, 'base64');
  const hashes = Buffer.allocUnsafe(found.length * HASH_SIZE);
  for (const [i, entry] of found.entries()) {
    const hash = leafHash(entry);
    hashes.set(hash, i * HASH_SIZE);
    if (stored.compare(hash, 0, HASH_SIZE, i * HASH_SIZE, (i + 1) * HASH_SIZE) !== 0)
      return at(i, 'entry-altered', 'does not have the hash stored for it');
  }
  if (fault) return at(found.length, 'malformed', `cannot be read: ${fault}`);
  if (stored.length !== hashes.length)
    return at(found.length, 'entry-missing', 'is not there, but its hash is');
  const payloads = payloadsOf(record, found.length);
  if (!payloads) return at(0, 'malformed', 'and those after it have salts or payloads that cannot be read');
  let given = 0;
  const links: string[] = [];
  for (const [i, entry] of found.entries()) {
    const leaf = decodeLeaf(entry);
    if (!leaf.ok) return at(i, leaf.fault, `is none: ${leaf.detail}`);
    const { stream, streamVersion, case: ofCase, caseSequence, casePrevious, payload } = leaf.value;
    // What parts the columns handed on cannot stand in them.
    if (/[\t\n]/.test(`${stream}${ofCase ?? ''}`))
      return at(i, 'wrong-shape', 'names a stream or case that is none');
    links.push(`${stream}\t${streamVersion}\t${ofCase ?? ''}\t${caseSequence ?? ''}\t${casePrevious ?? ''}`);
    const own = payloads[i];
    if (!own) continue;
    const commitment = Buffer.from(payloadCommitment(own.salt, own.data)).toString('base64');
    if (commitment !== payload.commitment) return at(i, 'payload-altered', 'commits to another payload');
    given += 1;
  }
  return { ok: true, index, hashes, payloads: given, links: links.join('\n') };
}

function parsed(line: Uint8Array) {
  try {
    // All of it is ASCII, or none of it passes: read as latin1, a byte beyond is a character that base64 does not have.
    const text = Buffer.from(line.buffer, line.byteOffset, line.byteLength).toString('latin1');
    const { success, data } = entries.safeParse(JSON.parse(text));
    return success ? data : undefined;
  } catch {
    return undefined;
  }
}

function payloadsOf({ salts, payloads }: { salts?: string; payloads?: string }, count: number) {
  if (salts === undefined && payloads === undefined) return [];
  const salt = Buffer.from(salts ?? '', 'base64');
  const data = readPayloads(Buffer.from(payloads ?? '', 'base64'), count);
  if (!data || salt.length !== count * SALT) return undefined;
  return data.map((one, i) => one && { salt: salt.subarray(i * SALT, (i + 1) * SALT), data: one });
}
