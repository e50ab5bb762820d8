import { constants, copyFileSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

import { EmbeddedError } from './embedded-error.js';
import { startToken } from './processes.js';

interface Holder {
  readonly pid: number;
  readonly token: string;
}

/**
 * Takes the home for this process; returns what gives it back. A lock whose holder is gone (its process id free, or used by a
 * process that started at another time) is taken over. Throws `HOME_IN_USE`.
 */
export function lockHome(path: string, folder: string): () => void {
  const mine = JSON.stringify({ pid: process.pid, token: startToken(process.pid) ?? '' } satisfies Holder);
  const draft = `${path}.${process.pid}.${performance.now()}`;
  writeFileSync(draft, mine, { mode: 0o600 });
  try {
    while (!tryLink(draft, path)) removeIfStale(path, folder, draft);
  } finally {
    rmSync(draft, { force: true });
  }
  return () => {
    if (read(path) === mine) rmSync(path, { force: true });
  };
}

/** Whether the process that took the lock still runs; undefined if there is no lock. */
export function isHeld(path: string): boolean | undefined {
  const seen = read(path);
  return seen === undefined ? undefined : isAliveHolder(parse(seen));
}

function isAliveHolder(holder: Holder | undefined): holder is Holder {
  return holder !== undefined && startToken(holder.pid) === holder.token;
}

/** A hard link appears whole and only if there is none yet; where the disk knows none, an exclusive copy must do. */
function tryLink(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (code !== 'EPERM' && code !== 'ENOTSUP') throw error;
  }
  try {
    copyFileSync(draft, path, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function removeIfStale(path: string, folder: string, draft: string): void {
  const seen = read(path);
  if (seen === undefined) return;
  const holder = parse(seen);
  if (isAliveHolder(holder)) {
    throw new EmbeddedError(
      'HOME_IN_USE',
      `Doyak already runs from ${folder} (process ${holder.pid}): stop that one first, or set DOYAK_HOME to another folder.`,
    );
  }
  // Set aside before removing: between the look and the removal another process may have taken over the same stale lock.
  const aside = `${draft}.stale`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (read(aside) !== seen) tryLink(aside, path);
  rmSync(aside, { force: true });
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function parse(text: string): Holder | undefined {
  try {
    const value = JSON.parse(text) as Holder;
    return Number.isInteger(value.pid) && value.pid > 0 && typeof value.token === 'string'
      ? value
      : undefined;
  } catch {
    return undefined;
  }
}
