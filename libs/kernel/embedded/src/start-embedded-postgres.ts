import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { findBinaries, type Binaries } from './binaries.js';
import { APPLICATION_LOGIN, bootstrap, connectionUrl, DATABASE, OWNER } from './bootstrap.js';
import { EmbeddedError, explain } from './embedded-error.js';
import { openHome, secret, type Home } from './home.js';
import { lockHome } from './home-lock.js';
import { initialise } from './initialise.js';
import { clearLeftovers, readPostmasterPid, stopServer } from './postmaster-pid.js';
import { signal } from './processes.js';
import { serverSettings } from './settings.js';

const EPHEMERAL_PREFIX = 'doyak-ephemeral-';
const LOG_LIMIT_BYTES = 5 * 1024 * 1024;
const START_TIMEOUT_MS = 60_000;
const ATTEMPTS = 20;

export interface EmbeddedOptions {
  /** Folder that keeps data, passwords, lock and log; made if missing. Not needed when `ephemeral`. */
  readonly home?: string;
  /** TCP port on 127.0.0.1; a free one if absent. */
  readonly port?: number;
  /** A fresh cluster in a temporary folder that goes away with `stop()` or the process. */
  readonly ephemeral?: boolean;
  /** False lets the server lose data in a crash of the machine, for speed. Default true. */
  readonly durable?: boolean;
  /** Default 100. */
  readonly maxConnections?: number;
}

export interface EmbeddedPostgres {
  /** Superuser of this cluster: for migrations only. */
  readonly ownerUrl: string;
  /** `doyak_api`, a member of the group role `doyak_app`. */
  readonly appUrl: string;
  readonly port: number;
  readonly pid: number;
  /** Resolves when the server ends, asked or not. */
  readonly exited: Promise<void>;
  /** Fast shutdown, waits for the end, gives the home back. Repeating it is harmless. */
  stop(): Promise<void>;
}

/**
 * Starts the PostgreSQL that comes with Doyak on `home`: makes the cluster the first time, ends a server that a killed Doyak left
 * behind, and returns when it takes connections. Throws `EmbeddedError` with one clear sentence.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const ephemeral = options.ephemeral ?? false;
  const folder = options.home ?? (ephemeral ? mkdtempSync(join(tmpdir(), EPHEMERAL_PREFIX)) : undefined);
  if (folder === undefined) throw new TypeError('startEmbeddedPostgres needs a home, or ephemeral: true');
  let unlock: (() => void) | undefined;
  let server: { child: ChildProcess; port: number } | undefined;
  const cleanUp = (home: Home | undefined): void => {
    unlock?.();
    if (!ephemeral) return;
    if (home) rmSync(home.cluster, { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
  };
  let home: Home | undefined;
  try {
    home = openHome(folder, ephemeral);
    unlock = lockHome(home.lock, home.folder);
    const binaries = findBinaries(home.account, home.copies);
    await clearLeftovers(home.data);
    const ownerPassword = secret(home, 'postgres-owner');
    const appPassword = secret(home, 'postgres-app');
    await initialise(home, binaries, ownerPassword);
    server = await launch(home, binaries, options);
    const { child, port } = server;
    await bootstrap({ ownerPassword, appPassword, port });
    return handle({ child, port, ownerPassword, appPassword, ephemeral, cleanUp: () => cleanUp(home) });
  } catch (error) {
    if (server?.child.pid) await stopServer(server.child.pid, 10_000);
    cleanUp(home);
    throw explain(error, folder);
  }
}

function handle(parts: {
  child: ChildProcess;
  port: number;
  ownerPassword: string;
  appPassword: string;
  ephemeral: boolean;
  cleanUp: () => void;
}): EmbeddedPostgres {
  const { child, port } = parts;
  const pid = child.pid as number;
  const exited = new Promise<void>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
  });
  // Last resort when the process ends without stop(): a server without its Doyak serves nobody.
  const onExit = (): void => {
    signal(pid, parts.ephemeral ? 'SIGQUIT' : 'SIGINT');
    parts.cleanUp();
  };
  process.once('exit', onExit);
  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) await stopServer(pid, 30_000);
    await exited;
    process.removeListener('exit', onExit);
    parts.cleanUp();
  };
  return {
    ownerUrl: connectionUrl({ user: OWNER, password: parts.ownerPassword, port, database: DATABASE }),
    appUrl: connectionUrl({ user: APPLICATION_LOGIN, password: parts.appPassword, port, database: DATABASE }),
    port,
    pid,
    exited,
    stop: () => (stopping ??= stop()),
  };
}

async function launch(
  home: Home,
  binaries: Binaries,
  options: EmbeddedOptions,
): Promise<{ child: ChildProcess; port: number }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePort());
    const settings = serverSettings({
      durable: options.durable ?? true,
      maxConnections: options.maxConnections ?? 100,
      port,
    });
    const { child, logStart } = spawnServer(home, binaries, settings);
    if (await isReady(child, home)) return { child, port };
    const said = readFileSync(home.log, 'utf8').slice(logStart);
    if (/could not create any TCP\/IP sockets|Address already in use/.test(said)) {
      if (options.port !== undefined) {
        throw new EmbeddedError(
          'PORT_IN_USE',
          `Port ${port} is taken by another program: stop it, or give the embedded PostgreSQL another port.`,
        );
      }
    } else if (!/pre-existing shared memory block/.test(said)) {
      throw new Error(lastWords(said) ?? `it ended at once, see ${home.log}`);
    }
    // Another program took the free port first, or the sessions of a killed server are still ending.
    if (attempt === ATTEMPTS) throw new Error(lastWords(said) ?? `see ${home.log}`);
    await delay(250);
  }
}

function lastWords(said: string): string | undefined {
  return said
    .split('\n')
    .filter((line) => /FATAL|PANIC/.test(line))
    .map((line) => line.replace(/^.*?(FATAL|PANIC):\s*/, ''))
    .at(-1);
}

function spawnServer(
  home: Home,
  binaries: Binaries,
  settings: Record<string, string>,
): { child: ChildProcess; logStart: number } {
  if (size(home.log) > LOG_LIMIT_BYTES) renameSync(home.log, `${home.log}.1`);
  const log = openSync(home.log, 'a', 0o600);
  const logStart = size(home.log);
  try {
    const child = spawn(
      binaries.postgres,
      ['-D', home.data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      {
        ...home.account,
        cwd: '/',
        // Its own session: Ctrl-C in the terminal must reach Doyak, which stops the server last, and not the server at once.
        detached: true,
        env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
        stdio: ['ignore', log, log],
      },
    );
    return { child, logStart };
  } finally {
    closeSync(log);
  }
}

function size(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** True when the server says that it takes connections, false when it ended. */
async function isReady(child: ChildProcess, home: Home): Promise<boolean> {
  let failure: Error | undefined;
  child.once('error', (error) => (failure = error));
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (performance.now() < deadline) {
    if (failure) throw failure;
    if (child.exitCode !== null || child.signalCode !== null) return false;
    const noted = readPostmasterPid(home.data);
    if (noted?.ready && noted.pid === child.pid) return true;
    await delay(10);
  }
  if (child.pid) await stopServer(child.pid, 5_000);
  throw new EmbeddedError(
    'START_TIMEOUT',
    `The embedded PostgreSQL in ${home.folder} was not ready after 60 s: look into ${home.log}.`,
  );
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no free port')),
      );
    });
  });
}
