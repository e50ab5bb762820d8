import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Reads the secret of this name, or makes one; readable by our user alone. */
export function secret(folder: string, name: string): string {
  const known = read(folder, name);
  if (known) return known;
  const value = randomBytes(24).toString('base64url');
  const path = join(folder, name);
  // Under its name only when it is whole: a full disk must not leave an empty password.
  writeFileSync(`${path}.new`, `${value}\n`, { mode: 0o600, flush: true });
  renameSync(`${path}.new`, path);
  return value;
}

export function hasSecret(folder: string, name: string): boolean {
  return read(folder, name) !== '';
}

function read(folder: string, name: string): string {
  try {
    return readFileSync(join(folder, name), 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
