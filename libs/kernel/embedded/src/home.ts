import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, statfsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import { give, isReachable, serverAccount, type Account } from './account.js';
import { EmbeddedError } from './embedded-error.js';

/** Below this, a new cluster (about 40 MB) or a checkpoint is likely to fail half-way. */
const LEAST_FREE_BYTES = 64 * 1024 * 1024;

/** The folders of one embedded PostgreSQL. */
export interface Home {
  readonly folder: string;
  readonly lock: string;
  readonly log: string;
  readonly secrets: string;
  /** Owned by `account`; holds `data` and, while it is being made, `initialising`. */
  readonly cluster: string;
  readonly data: string;
  /** Where a copy of the programs may lie. */
  readonly copies: string;
  readonly account: Account | undefined;
}

/**
 * Makes the folders of `folder`. As root with a home that the server's account cannot reach, the cluster itself lies in
 * `<reachableFolder>/<hash of the home>`.
 */
export function openHome(folder: string, reachableFolder: string): Home {
  const home = resolve(folder);
  const inside = join(home, 'postgres');
  const anybody = serverAccount(join(inside, 'data'));
  makeHome(home, anybody);
  const reachable = isReachable(inside, anybody);
  if (!reachable) makePublic(reachableFolder);
  const cluster = reachable
    ? inside
    : join(reachableFolder, createHash('sha256').update(home).digest('hex').slice(0, 16));
  const data = join(cluster, 'data');
  const account = serverAccount(data);
  const secrets = join(home, 'secrets');
  makePrivate(cluster);
  give(cluster, account);
  makePrivate(secrets);
  refuseFullDisk(cluster);
  return {
    folder: home,
    lock: join(home, 'doyak.lock'),
    log: join(home, 'postgres.log'),
    secrets,
    cluster,
    data,
    copies: reachableFolder,
    account,
  };
}

/** Others may pass through a home that root made, not list it: the server's account must get to its own folder below. */
function makeHome(home: string, account: Account | undefined): void {
  if (existsSync(home) && statSync(home).isDirectory()) return;
  mkdirSync(dirname(home), { recursive: true });
  mkdirSync(home);
  chmodSync(home, account ? 0o711 : 0o700);
}

function makePrivate(folder: string): void {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o700);
}

/** Whatever the umask says. */
export function makePublic(folder: string): void {
  if (existsSync(folder)) return;
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o755);
}

function refuseFullDisk(folder: string): void {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < LEAST_FREE_BYTES) {
    throw new EmbeddedError(
      'DISK_FULL',
      `The disk that holds ${folder} has less than 64 MB left: free some space there, or set DOYAK_HOME to a folder on another disk.`,
    );
  }
}
