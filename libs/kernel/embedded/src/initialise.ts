import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { give } from './account.js';
import type { Binaries } from './binaries.js';
import { OWNER } from './bootstrap.js';
import { EmbeddedError } from './embedded-error.js';
import type { Home } from './home.js';

/**
 * Makes the cluster if there is none. It is made beside its place and renamed, so a start that was broken off leaves nothing
 * half-made. True if it made one. Throws `DATA_OF_OTHER_VERSION`, `DATA_DAMAGED`.
 */
export async function initialise(
  home: Home,
  binaries: Binaries,
  options: { ownerPassword: string; durable: boolean },
): Promise<boolean> {
  if (existsSync(home.data) && readdirSync(home.data).length > 0) {
    checkVersion(home.data, binaries.major);
    return false;
  }
  const unfinished = join(home.cluster, 'initialising');
  const passwordFile = join(home.cluster, 'initialising.password');
  rmSync(unfinished, { recursive: true, force: true });
  rmSync(passwordFile, { force: true });
  writeFileSync(passwordFile, options.ownerPassword, { mode: 0o600 });
  give(passwordFile, home.account);
  try {
    await run(binaries.initdb, home, [
      `--pgdata=${unfinished}`,
      `--username=${OWNER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--no-instructions',
      ...(options.durable ? [] : ['--no-sync']),
    ]);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  rmSync(home.data, { recursive: true, force: true });
  renameSync(unfinished, home.data);
  return true;
}

function checkVersion(data: string, major: string): void {
  let version: string;
  try {
    version = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim();
  } catch (error) {
    throw new EmbeddedError(
      'DATA_DAMAGED',
      `${data} is not a PostgreSQL data folder (no PG_VERSION): restore it from a backup, or set DOYAK_HOME to another folder.`,
      { cause: error },
    );
  }
  if (version !== major) {
    throw new EmbeddedError(
      'DATA_OF_OTHER_VERSION',
      `${data} was written by PostgreSQL ${version}, this Doyak brings PostgreSQL ${major}: dump it with the Doyak that wrote it and restore the dump here, or set DOYAK_HOME to another folder.`,
    );
  }
}

/** For a home whose password file got lost: whoever owns the data may set a new one, with the server down. */
export async function resetOwnerPassword(
  home: Home,
  binaries: Binaries,
  ownerPassword: string,
): Promise<void> {
  // Passwords are made by us from base64url characters: nothing to escape.
  await run(
    binaries.postgres,
    home,
    ['--single', '-D', home.data, 'postgres'],
    `alter role ${OWNER} password '${ownerPassword}';\n`,
  );
}

function run(program: string, home: Home, args: string[], input = ''): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...home.account,
      cwd: '/',
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(output.trim().split('\n').slice(-5).join(' '))),
    );
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
