import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { findBinaries } from './binaries.js';
import { APPLICATION_LOGIN, bootstrap, connectionUrl, DATABASE, OWNER } from './bootstrap.js';
import { explain } from './embedded-error.js';
import { openHome, type Home } from './home.js';
import { lockHome } from './home-lock.js';
import { initialise, resetOwnerPassword } from './initialise.js';
import { clearLeftovers } from './postmaster-pid.js';
import { signal } from './processes.js';
import { hasSecret, secret } from './secrets.js';
import { PostgresServer } from './server.js';
import { EPHEMERAL_PREFIX, sweepEphemeral } from './sweep-ephemeral.js';

export interface EmbeddedOptions {
  /** Folder that keeps data, passwords, lock and log; made if missing. Not needed when `ephemeral`. */
  readonly home?: string;
  /** TCP port on 127.0.0.1; a free one if absent. */
  readonly port?: number;
  /** A fresh cluster in a temporary folder that goes away with `stop()` or the process. */
  readonly ephemeral?: boolean;
  /** False lets the server lose data when the machine fails (not when it is killed), for speed. Default true. */
  readonly durable?: boolean;
  /** Default 100. */
  readonly maxConnections?: number;
  /**
   * Where root keeps the cluster and a copy of the programs when PostgreSQL's user cannot reach `home` or the project's packages.
   * Default `/var/lib/doyak`; for ephemeral clusters a folder below the system's temporary one.
   */
  readonly reachableFolder?: string;
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
  const folder = options.home ?? (ephemeral ? await temporaryFolder() : undefined);
  if (folder === undefined) throw new TypeError('startEmbeddedPostgres needs a home, or ephemeral: true');
  const run = new Run(folder, ephemeral);
  try {
    return await run.start(options);
  } catch (error) {
    await run.stop();
    throw explain(error, folder);
  }
}

async function temporaryFolder(): Promise<string> {
  await sweepEphemeral();
  const folder = mkdtempSync(join(tmpdir(), EPHEMERAL_PREFIX));
  if (process.getuid?.() === 0) chmodSync(folder, 0o711);
  return folder;
}

/** What one start holds and must give back, however far it came. */
class Run {
  private home?: Home;
  private unlock?: () => void;
  private server?: PostgresServer;
  private stopping?: Promise<void>;

  constructor(
    private readonly folder: string,
    private readonly ephemeral: boolean,
  ) {}

  async start(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
    const home = openHome(
      this.folder,
      options.reachableFolder ?? (this.ephemeral ? join(tmpdir(), 'doyak-embedded') : '/var/lib/doyak'),
    );
    this.unlock = lockHome(home.lock, home.folder);
    this.home = home;
    process.once('exit', this.onExit);
    const durable = options.durable ?? true;
    const binaries = findBinaries(home.account, home.copies);
    await clearLeftovers(home.data);
    const knewOwner = hasSecret(home.secrets, 'postgres-owner');
    const ownerPassword = secret(home.secrets, 'postgres-owner');
    const appPassword = secret(home.secrets, 'postgres-app');
    const isNew = await initialise(home, binaries, { ownerPassword, durable });
    if (!isNew && !knewOwner) await resetOwnerPassword(home, binaries, ownerPassword);
    const server = new PostgresServer(home, binaries);
    this.server = server;
    const { port, pid, exited } = await server.start({
      port: options.port,
      durable,
      maxConnections: options.maxConnections ?? 100,
    });
    await bootstrap({ ownerPassword, appPassword, port, secretsFolder: home.secrets });
    return {
      ownerUrl: connectionUrl({ user: OWNER, password: ownerPassword, port, database: DATABASE }),
      appUrl: connectionUrl({ user: APPLICATION_LOGIN, password: appPassword, port, database: DATABASE }),
      port,
      pid,
      exited,
      stop: () => this.stop(),
    };
  }

  stop(): Promise<void> {
    this.stopping ??= (async () => {
      await this.server?.stop();
      process.removeListener('exit', this.onExit);
      this.giveBack();
    })();
    return this.stopping;
  }

  /** Last resort when the process ends without stop(): a server without its Doyak serves nobody. */
  private readonly onExit = (): void => {
    const pid = this.server?.pid;
    if (pid !== undefined) signal(pid, this.ephemeral ? 'SIGQUIT' : 'SIGINT');
    this.giveBack();
  };

  private giveBack(): void {
    this.unlock?.();
    if (!this.ephemeral || !this.home) return;
    rmSync(this.home.cluster, { recursive: true, force: true });
    rmSync(this.folder, { recursive: true, force: true });
  }
}
