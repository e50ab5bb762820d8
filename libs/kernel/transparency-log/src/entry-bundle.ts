import { TILE_WIDTH } from './tile.js';

/** Bytes that one entry may have: its length is written as uint16 (C2SP tlog-tiles). */
export const MAX_ENTRY_SIZE = 65_535;

/** Entries as they are served: each with its length as big-endian uint16 before it. Throws RangeError beyond 256 entries or 65,535 bytes. */
export function encodeEntryBundle(entries: readonly Uint8Array[]): Uint8Array {
  if (entries.length > TILE_WIDTH)
    throw new RangeError(`a bundle holds up to ${TILE_WIDTH} entries, not ${entries.length}`);
  let size = 0;
  for (const entry of entries) {
    if (entry.length > MAX_ENTRY_SIZE)
      throw new RangeError(`an entry has up to ${MAX_ENTRY_SIZE} bytes, not ${entry.length}`);
    size += 2 + entry.length;
  }
  const bundle = new Uint8Array(size);
  let at = 0;
  for (const entry of entries) {
    bundle[at] = entry.length >>> 8;
    bundle[at + 1] = entry.length & 0xff;
    bundle.set(entry, at + 2);
    at += 2 + entry.length;
  }
  return bundle;
}

/** Entries of a bundle, as views into it. `fault` says what is wrong behind the last of them, if anything is. */
export interface DecodedBundle {
  readonly entries: readonly Uint8Array[];
  readonly fault?: 'entry-cut-off' | 'too-many-entries';
}

/** Reads an entry bundle. Never throws: what cannot be read ends the list and is named in `fault`. */
export function decodeEntryBundle(bundle: Uint8Array): DecodedBundle {
  const entries: Uint8Array[] = [];
  let at = 0;
  while (at < bundle.length) {
    if (entries.length === TILE_WIDTH) return { entries, fault: 'too-many-entries' };
    const start = at + 2;
    const end = start + (((bundle[at] ?? 0) << 8) | (bundle[at + 1] ?? 0));
    if (start > bundle.length || end > bundle.length) return { entries, fault: 'entry-cut-off' };
    entries.push(bundle.subarray(start, end));
    at = end;
  }
  return { entries };
}
