import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const KEY_BYTES = 32;
const FILE = 'master.key';

/** The master key cannot be had; `message` says what to do and holds nothing of the key. */
export class MasterKeyError extends Error {
  override readonly name = 'MasterKeyError';
  readonly code = 'MASTER_KEY';
}

/**
 * The master key: from the settings (base64 of 32 bytes), or from the data folder, where the first start puts a random one that only its
 * user may read. Processes on several machines need the same one in their settings. Losing it loses what was sealed, nothing else.
 */
export function loadMasterKey(settings: {
  readonly masterKey?: string | undefined;
  readonly home: string;
}): Buffer {
  if (settings.masterKey !== undefined) return decode(settings.masterKey, 'the settings');
  const path = join(settings.home, FILE);
  try {
    return decode(readOrCreate(settings.home, path), path);
  } catch (error) {
    if (error instanceof MasterKeyError) throw error;
    throw new MasterKeyError(`The master key ${path} cannot be read or written: ${(error as Error).message}`);
  }
}

function readOrCreate(home: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  mkdirSync(home, { recursive: true });
  // Written whole under another name first: another process never reads half a key, and the first one to link it wins.
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, `${randomBytes(KEY_BYTES).toString('base64')}\n`, {
    mode: 0o600,
    flag: 'wx',
    flush: true,
  });
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
  return readFileSync(path, 'utf8');
}

function decode(text: string, from: string): Buffer {
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length !== KEY_BYTES || key.toString('base64') !== text.trim()) {
    throw new MasterKeyError(`The master key in ${from} is not base64 of ${KEY_BYTES} bytes.`);
  }
  return key;
}
