import { Worker } from 'node:worker_threads';
import { type CheckedEntries, checkEntries } from './check-entries.js';
import type { ThreadAnswer } from './entries-thread.js';

/** Checks lines of entries; answers come as they are asked for, whoever is done first. */
export interface EntriesChecker {
  /** How many lines are worth having under way. */
  readonly window: number;
  check(this: void, line: Uint8Array): Promise<CheckedEntries>;
  close(this: void): Promise<void>;
}

/** In this thread. */
export function checkHere(): EntriesChecker {
  return {
    window: 1,
    check: (line) => Promise.resolve(checkEntries(line)),
    close: () => Promise.resolve(),
  };
}

/** On threads of their own: reading, hashing and comparing commitments is nearly all the work of a verification. */
export function checkOnThreads(threads: number): EntriesChecker {
  const workers = Array.from({ length: threads }, () => new CheckingThread());
  let next = 0;
  return {
    window: threads * 3,
    check: (line) => workers[next++ % threads]!.check(line),
    close: async () => {
      await Promise.all(workers.map((worker) => worker.close()));
    },
  };
}

/** Built, or as TypeScript where a loader compiles it. */
const THREAD = new URL(
  import.meta.url.endsWith('.ts') ? './entries-thread.ts' : './entries-thread.js',
  import.meta.url,
);

interface Waiting {
  readonly resolve: (checked: CheckedEntries) => void;
  readonly reject: (error: Error) => void;
}

/** Answers come in the order of the questions. */
class CheckingThread {
  private readonly worker = new Worker(THREAD);
  private readonly waiting: Waiting[] = [];

  constructor() {
    this.worker.on('message', (checked: ThreadAnswer) => this.waiting.shift()!.resolve(checked));
    this.worker.on('error', (error) => {
      for (const one of this.waiting.splice(0)) one.reject(error);
    });
  }

  check(line: Uint8Array): Promise<CheckedEntries> {
    const own = new Uint8Array(line);
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.worker.postMessage(own, [own.buffer]);
    });
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }
}
