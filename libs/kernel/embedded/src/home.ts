import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
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
 * `/var/lib/doyak/<hash of the home>` (`/tmp` for an ephemeral one).
 */
export function openHome(folder: string, ephemeral: boolean): Home {
  const home = resolve(folder);
  mkdirSync(home, { recursive: true });
  const inside = join(home, 'postgres');
  const outside = ephemeral ? join(tmpdir(), 'doyak-embedded') : '/var/lib/doyak';
  const anybody = serverAccount(join(inside, 'data'));
  // Others may pass through the home, not list it: the server's account must get to its own folder below.
  chmodSync(home, anybody ? 0o711 : 0o700);
  const reachable = isReachable(inside, anybody);
  const cluster = reachable
    ? inside
    : join(outside, createHash('sha256').update(home).digest('hex').slice(0, 16));
  const data = join(cluster, 'data');
  const account = serverAccount(data);
  const secrets = join(home, 'secrets');
  mkdirSync(dirname(cluster), { recursive: true, mode: 0o755 });
  mkdirSync(cluster, { recursive: true, mode: 0o700 });
  give(cluster, account);
  mkdirSync(secrets, { recursive: true, mode: 0o700 });
  chmodSync(secrets, 0o700);
  refuseFullDisk(cluster);
  return {
    folder: home,
    lock: join(home, 'doyak.lock'),
    log: join(home, 'postgres.log'),
    secrets,
    cluster,
    data,
    copies: outside,
    account,
  };
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

/** Reads the secret of this name, or makes one; readable by our user alone. */
export function secret(home: Home, name: string): string {
  const path = join(home.secrets, name);
  if (existsSync(path)) return readFileSync(path, 'utf8').trim();
  const value = randomBytes(24).toString('base64url');
  writeFileSync(path, `${value}\n`, { mode: 0o600, flag: 'wx', flush: true });
  return value;
}
