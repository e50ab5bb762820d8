import { createHash } from 'node:crypto';
import { encodeEntryBundle } from '@doyak/kernel/transparency-log';
import type { EntriesRecord, EvidenceRecord, Header } from './records.js';

type Written = Exclude<EvidenceRecord, { record: 'end' }>;

/** Writes a bundle line by line, its last line included. */
export async function* writeEvidence(
  header: Header,
  records: Iterable<Written> | AsyncIterable<Written>,
): AsyncGenerator<string> {
  const hash = createHash('sha256');
  let lines = 0;
  const line = (value: object) => {
    const text = `${JSON.stringify(value)}\n`;
    hash.update(text);
    lines += 1;
    return text;
  };
  yield line(header);
  for await (const record of records) yield line(record);
  yield `${JSON.stringify({ record: 'end', lines, sha256: hash.digest('hex') })}\n`;
}

/** One entry of the log as it is stored. */
export interface StoredEntry {
  readonly entry: Uint8Array;
  readonly leafHash: Uint8Array;
  /** Absent where it was erased or is not given. */
  readonly payload?: { readonly salt: Uint8Array; readonly data: Uint8Array };
}

const ABSENT = 0xffff_ffff;
const NO_SALT = Buffer.alloc(16);

/** A run of entries, from `index`. `payloads: false` leaves all payloads out. */
export function entriesRecord(
  index: number,
  stored: readonly StoredEntry[],
  { payloads }: { payloads: boolean },
): EntriesRecord {
  const record = {
    record: 'entries' as const,
    index,
    bundle: Buffer.from(encodeEntryBundle(stored.map(({ entry }) => entry))).toString('base64'),
    hashes: Buffer.concat(stored.map(({ leafHash }) => leafHash)).toString('base64'),
  };
  if (!payloads) return record;
  const parts: Uint8Array[] = [];
  for (const { payload } of stored) {
    const length = Buffer.allocUnsafe(4);
    length.writeUInt32BE(payload ? payload.data.length : ABSENT);
    parts.push(length);
    if (payload) parts.push(payload.data);
  }
  return {
    ...record,
    salts: Buffer.concat(stored.map(({ payload }) => payload?.salt ?? NO_SALT)).toString('base64'),
    payloads: Buffer.concat(parts).toString('base64'),
  };
}

/** The payloads of a run; undefined for those not given, or where the bytes are no such run. */
export function readPayloads(bytes: Uint8Array, count: number): (Uint8Array | undefined)[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: (Uint8Array | undefined)[] = [];
  let at = 0;
  while (found.length < count) {
    if (at + 4 > bytes.length) return undefined;
    const length = view.getUint32(at);
    at += 4;
    if (length === ABSENT) {
      found.push(undefined);
      continue;
    }
    if (at + length > bytes.length) return undefined;
    found.push(bytes.subarray(at, at + length));
    at += length;
  }
  return at === bytes.length ? found : undefined;
}
