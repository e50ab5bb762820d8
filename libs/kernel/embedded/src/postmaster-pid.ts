import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { EmbeddedError } from './embedded-error.js';
import { commandLine, isAlive, isTaken, signal, waitForExit } from './processes.js';

/** Above the largest process id of any system that PostgreSQL runs on here. */
const NO_SUCH_PID = 99_999_999;

/** What the server wrote about itself into its data folder (`postmaster.pid`, PostgreSQL's miscadmin.h). */
export interface PostmasterPid {
  readonly pid: number;
  readonly port: number;
  readonly ready: boolean;
}

export function readPostmasterPid(data: string): PostmasterPid | undefined {
  try {
    const lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(lines[0]);
    return Number.isInteger(pid) && pid > 0
      ? { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' }
      : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Ends a server that a killed Doyak left behind on this data (fast shutdown, so nothing acknowledged is lost). If the noted
 * process id belongs to something else by now, that is left alone and the note is made harmless: the file itself stays,
 * because PostgreSQL reads from it which shared memory must be free. Throws `ORPHAN_WILL_NOT_STOP`.
 */
export async function clearLeftovers(data: string): Promise<void> {
  const left = readPostmasterPid(data);
  if (!left) return;
  if (isAlive(left.pid) && isServerOf(left.pid, data)) {
    await stopServer(left.pid, 30_000);
    if (isAlive(left.pid)) {
      throw new EmbeddedError(
        'ORPHAN_WILL_NOT_STOP',
        `A PostgreSQL left behind by an earlier Doyak (process ${left.pid}) still uses ${data} and does not stop: end that process, then start again.`,
      );
    }
  }
  // PostgreSQL takes any process of the noted id, also an ended one that nobody collected, for another server.
  if (isTaken(left.pid)) disown(data);
}

function disown(data: string): void {
  const path = join(data, 'postmaster.pid');
  try {
    const [, ...rest] = readFileSync(path, 'utf8').split('\n');
    writeFileSync(path, [String(NO_SUCH_PID), ...rest].join('\n'));
  } catch (error) {
    // A server that was shut down has removed its note.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

function isServerOf(pid: number, data: string): boolean {
  const words = commandLine(pid);
  return words.includes('postgres') && words.includes(`-D ${data}`);
}

/** Fast shutdown (SIGINT: sessions are ended, a checkpoint is written); immediate shutdown (SIGQUIT) if that takes too long. */
export async function stopServer(pid: number, timeoutMs: number): Promise<void> {
  signal(pid, 'SIGINT');
  if (await waitForExit(pid, timeoutMs)) return;
  signal(pid, 'SIGQUIT');
  if (await waitForExit(pid, 5_000)) return;
  signal(pid, 'SIGKILL');
  await waitForExit(pid, 5_000);
}
