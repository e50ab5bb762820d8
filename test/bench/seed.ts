import { randomUUID } from 'node:crypto';
import { CALLERS, type BenchStore } from './bench-store.js';
import { boxStream, counted, given, opened } from './box-events.js';
import { itemsPerSecond } from './rounds.js';

/**
 * Fills the store with `streams` boxes of `length` events each, every one a case of its own; `part` events a command, so that the log mixes the
 * streams. Answers their ids. Nothing is sequenced.
 */
export async function seedBoxes(
  { store }: BenchStore,
  { streams, length, part = length }: { streams: number; length: number; part?: number },
): Promise<string[]> {
  const ids = Array.from({ length: streams }, boxStream);
  for (let from = 0; from < length; from += part) {
    const count = Math.min(part, length - from);
    await itemsPerSecond(CALLERS, ids, (streamId) => {
      const events = Array.from({ length: count }, (_, at) => (from + at === 0 ? opened(streamId) : counted));
      const caseId = from === 0 ? randomUUID() : undefined;
      return store.append({ ...given(), streamId, caseId, expectedVersion: from, events });
    });
  }
  return ids;
}
