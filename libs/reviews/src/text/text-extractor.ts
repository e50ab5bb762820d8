import { Worker } from 'node:worker_threads';
import { Injectable } from '@nestjs/common';
import { type Extracted, TEXT_LIMITS } from './extracted.js';
import type { ThreadAnswer } from './extract-thread.js';

const WATCH = 100;
const MIB = 1_048_576;

/** Built; or as TypeScript, where a loader of the repository compiles it. */
const asSource = import.meta.url.endsWith('.ts');
const THREAD = new URL(asSource ? './extract-thread.ts' : './extract-thread.js', import.meta.url);
const LOADER = new URL('../../../../scripts/register-ts.mjs', import.meta.url);

/** Limits that specs make small. */
export interface ExtractorLimits {
  readonly timeMs: number;
  readonly growthMiB: number;
}

/**
 * Takes the text out of documents that strangers sent. Each is read in a thread of its own, with a heap of its own; one that takes too long, or
 * makes the process grow too much, is ended and answered with a fault.
 */
@Injectable()
export class TextExtractor {
  /** Throws `signal.reason` when aborted; the bytes are handed over to the thread. */
  extract(
    bytes: Uint8Array<ArrayBuffer>,
    signal: AbortSignal,
    { timeMs, growthMiB }: ExtractorLimits = TEXT_LIMITS,
  ): Promise<Extracted> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason as Error);
      const thread = new Worker(THREAD, {
        workerData: bytes,
        transferList: [bytes.buffer],
        execArgv: asSource ? ['--no-warnings', '--import', LOADER.href] : [],
        env: {},
        resourceLimits: { maxOldGenerationSizeMb: TEXT_LIMITS.heapMiB, stackSizeMb: 4 },
        stdout: true,
        stderr: true,
      });
      let settled = false;
      const settle = (work: () => void) => {
        // Ending the thread makes it exit, which is no answer any more.
        if (settled) return;
        settled = true;
        clearTimeout(late);
        clearInterval(watch);
        signal.removeEventListener('abort', abort);
        void thread.terminate().finally(work);
      };
      const answer = (found: Extracted) => settle(() => resolve(found));
      const abort = () => settle(() => reject(signal.reason as Error));
      const late = setTimeout(() => answer({ fault: 'TOO_LONG' }), timeMs);
      const most = process.memoryUsage.rss() + growthMiB * MIB;
      // The heap has a limit; what a reader unpacks lies outside of it.
      const watch = setInterval(
        () => process.memoryUsage.rss() > most && answer({ fault: 'TOO_LARGE' }),
        WATCH,
      );
      signal.addEventListener('abort', abort, { once: true });
      thread.once('message', (found: ThreadAnswer) => answer(found));
      thread.once('error', (error: Error & { code?: string }) =>
        answer({ fault: error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'TOO_LARGE' : 'UNREADABLE' }),
      );
      thread.once('exit', () => answer({ fault: 'UNREADABLE' }));
    });
  }
}
