import { writeSync } from 'node:fs';

/** Writes a line at once: what was written is there even if the process is killed the next moment. */
export function say(line: string): void {
  for (let rest = Buffer.from(`${line}\n`); rest.length > 0;) {
    try {
      rest = rest.subarray(writeSync(1, rest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }
}

/** Ends this process when whoever started it is gone, however it went. */
export function exitWithParent(): void {
  process.stdin.resume();
  process.stdin.once('end', () => process.exit());
}
