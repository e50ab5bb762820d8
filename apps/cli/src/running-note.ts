import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where a running `doyak up` can be reached by other commands on the same home. */
export interface RunningNote {
  readonly pid: number;
  readonly ownerUrl: string;
  readonly appUrl: string;
}

const path = (home: string) => join(home, 'secrets', 'running.json');

/** Readable by our user alone: it holds the database's passwords. */
export function leaveNote(home: string, note: RunningNote): void {
  writeFileSync(path(home), JSON.stringify(note), { mode: 0o600 });
}

export function removeNote(home: string): void {
  rmSync(path(home), { force: true });
}

/** Undefined when nothing runs there. */
export function findNote(home: string): RunningNote | undefined {
  try {
    const note = JSON.parse(readFileSync(path(home), 'utf8')) as RunningNote;
    process.kill(note.pid, 0);
    return note;
  } catch {
    return undefined;
  }
}
