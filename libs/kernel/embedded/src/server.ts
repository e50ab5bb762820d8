import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

import type { Binaries } from './binaries.js';
import { EmbeddedError } from './embedded-error.js';
import type { Home } from './home.js';
import { readPostmasterPid, stopServer } from './postmaster-pid.js';
import { serverSettings } from './settings.js';

const LOG_LIMIT_BYTES = 5 * 1024 * 1024;
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 30_000;
const ATTEMPTS = 20;

/** The server process on one home. */
export class PostgresServer {
  private child?: ChildProcess;

  constructor(
    private readonly home: Home,
    private readonly binaries: Binaries,
  ) {}

  /** Undefined when no server runs. */
  get pid(): number | undefined {
    return this.child && isRunning(this.child) ? this.child.pid : undefined;
  }

  async start(options: {
    port: number | undefined;
    durable: boolean;
    maxConnections: number;
  }): Promise<{ port: number; pid: number; exited: Promise<void> }> {
    for (let attempt = 1; ; attempt += 1) {
      const port = options.port ?? (await freePort());
      const logStart = this.turnLog();
      const child = this.spawn(serverSettings({ ...options, port }));
      const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      if (await this.isReady(child)) return { port, pid: child.pid as number, exited };
      const said = readFileSync(this.home.log, 'utf8').slice(logStart);
      if (/could not create any TCP\/IP sockets|Address already in use/.test(said)) {
        if (options.port !== undefined) throw portTaken(port);
        // Another program took the free port first: try the next one.
      } else if (!/pre-existing shared memory block/.test(said) || attempt === ATTEMPTS) {
        throw new Error(lastWords(said) ?? `the server ended at once, see ${this.home.log}`);
      }
      // The sessions of a killed server are still ending.
      await delay(250);
    }
  }

  /** Fast shutdown; waits for the end. */
  async stop(): Promise<void> {
    const { pid } = this;
    if (pid !== undefined) await stopServer(pid, STOP_TIMEOUT_MS);
  }

  private spawn(settings: Record<string, string>): ChildProcess {
    const log = openSync(this.home.log, 'a', 0o600);
    try {
      this.child = spawn(
        this.binaries.postgres,
        [
          '-D',
          this.home.data,
          ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
        ],
        {
          ...this.home.account,
          cwd: '/',
          // Its own session: Ctrl-C in the terminal must reach Doyak, which stops the server last, and not the server at once.
          detached: true,
          env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
          stdio: ['ignore', log, log],
        },
      );
      return this.child;
    } finally {
      closeSync(log);
    }
  }

  /** True when the server says that it takes connections, false when it ended. */
  private async isReady(child: ChildProcess): Promise<boolean> {
    let failure: Error | undefined;
    child.once('error', (error) => (failure = error));
    const deadline = performance.now() + START_TIMEOUT_MS;
    while (performance.now() < deadline) {
      if (failure) throw failure;
      if (!isRunning(child)) return false;
      const noted = readPostmasterPid(this.home.data);
      if (noted?.ready && noted.pid === child.pid) return true;
      await delay(10);
    }
    throw new EmbeddedError(
      'START_TIMEOUT',
      `The embedded PostgreSQL in ${this.home.folder} was not ready after 60 s: look into ${this.home.log}.`,
    );
  }

  /** Starts a new log when the old one is long; returns where this start's part begins. */
  private turnLog(): number {
    const length = statSync(this.home.log, { throwIfNoEntry: false })?.size ?? 0;
    if (length <= LOG_LIMIT_BYTES) return length;
    renameSync(this.home.log, `${this.home.log}.1`);
    return 0;
  }
}

function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

function portTaken(port: number): EmbeddedError {
  return new EmbeddedError(
    'PORT_IN_USE',
    `Port ${port} is taken by another program: stop it, or give the embedded PostgreSQL another port.`,
  );
}

function lastWords(said: string): string | undefined {
  return said
    .split('\n')
    .filter((line) => /FATAL|PANIC/.test(line))
    .map((line) => line.replace(/^.*?(FATAL|PANIC):\s*/, ''))
    .at(-1);
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
