import { parentPort } from 'node:worker_threads';
import { type CheckedEntries, checkEntries } from './check-entries.js';

/** What a thread answers to a line. Whoever starts it imports this type, which is how the build comes to hold this file. */
export type ThreadAnswer = CheckedEntries;

/** A thread that answers each line of entries with what became of it. */
parentPort!.on('message', (line: Uint8Array) => {
  const checked = checkEntries(line);
  if (!checked.ok) return parentPort!.postMessage(checked);
  // A buffer of its own, so that it is handed over and not copied.
  const hashes = new Uint8Array(checked.hashes);
  return parentPort!.postMessage({ ...checked, hashes }, [hashes.buffer]);
});
