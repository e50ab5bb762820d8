import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import pg from 'pg';

import { waitForExit } from './processes.js';

export const isRoot = process.getuid?.() === 0;

/** A temporary folder that every user may pass through. */
export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'doyak-embedded-test-'));
  chmodSync(path, 0o755);
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export async function query<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

const children = new Set<ChildProcess>();

/** Ends every process that `startInChild` started and a failed test left. */
export function endChildren(): void {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
}

export interface Started {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly ownerUrl: string;
}

/**
 * Starts the embedded PostgreSQL in another node process, to be killed. Rejects with the code of the EmbeddedError that the other
 * process met. `uid` runs that process as another user.
 */
export async function startInChild(
  options: object,
  { uid, exitAtOnce = false }: { uid?: number; exitAtOnce?: boolean } = {},
): Promise<Started> {
  const entry = new URL('./index.ts', import.meta.url).href;
  const register = pathToFileURL(join(process.cwd(), 'scripts/register-ts.mjs')).href;
  const code = `
    const { startEmbeddedPostgres } = await import(${JSON.stringify(entry)});
    try {
      const { pid, ownerUrl } = await startEmbeddedPostgres(${JSON.stringify(options)});
      console.log(JSON.stringify({ pid, ownerUrl }));
      ${exitAtOnce ? 'process.exit()' : 'setInterval(() => undefined, 1000)'};
    } catch (error) {
      console.log(JSON.stringify({ code: error.code, message: error.message }));
    }`;
  const child = spawn(process.execPath, ['--import', register, '--input-type=module', '--eval', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  children.add(child);
  const line = await new Promise<string>((resolve, reject) => {
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('\n')) resolve(output);
    });
    child.once('error', reject);
    child.once('close', () => reject(new Error(`the other process ended without a word: ${output}`)));
  });
  const answer = JSON.parse(line) as { pid: number; ownerUrl: string; code?: string; message?: string };
  if (answer.code !== undefined) throw Object.assign(new Error(answer.message), { code: answer.code });
  return { child, pid: answer.pid, ownerUrl: answer.ownerUrl };
}

export async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await gone(child.pid as number);
}

export async function gone(pid: number): Promise<void> {
  if (!(await waitForExit(pid, 10_000))) throw new Error(`process ${pid} did not end`);
}
