/** Reading package-lock.json (lockfileVersion 3): what is missing from it, and what ties it to one machine. */
import { readFileSync } from 'node:fs';

export const lockPath = new URL('../package-lock.json', import.meta.url);

export function readLock(path = lockPath) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** Where node finds `name` when it is required from the package at `from`, as a key of `lock.packages`; undefined if nowhere. */
export function locate(lock, from, name) {
  for (let base = from; ; base = base.slice(0, Math.max(0, base.lastIndexOf('node_modules/') - 1))) {
    const candidate = `${base ? `${base}/` : ''}node_modules/${name}`;
    if (lock.packages[candidate]) return candidate;
    if (!base) return undefined;
  }
}

/**
 * Optional dependencies that a package names and the lock does not: on a machine of that platform `npm ci` would fail
 * ("Missing: … from lock file"). As `{ parent, name, range, dev }`.
 */
export function missingVariants(lock) {
  return Object.entries(lock.packages).flatMap(([parent, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name]) => !locate(lock, parent, name))
      .map(([name, range]) => ({ parent, name, range, dev: entry.dev === true })),
  );
}

/** What an installed lock must not hold: addresses of one machine's registry or folders, and unproven packages. */
export function machineSpecific(lock) {
  return Object.entries(lock.packages).flatMap(([path, entry]) => {
    const faults = [];
    if (entry.resolved !== undefined && !entry.resolved.startsWith('https://registry.npmjs.org/')) {
      faults.push(
        `${path}: resolved from ${new URL(entry.resolved, 'file:///').host || 'a folder of this machine'}`,
      );
    }
    if (entry.link) faults.push(`${path}: is a link to a folder of this machine`);
    const gated = entry.optional && entry.os && entry.cpu;
    if (path !== '' && !entry.link && !entry.integrity && !entry.inBundle && !gated)
      faults.push(`${path}: has no integrity hash`);
    return faults;
  });
}

/** Whether the lock was made from this package.json: same direct dependencies. */
export function outOfStep(lock, manifest) {
  const root = lock.packages[''] ?? {};
  return ['dependencies', 'devDependencies', 'optionalDependencies'].filter(
    (field) => JSON.stringify(sorted(root[field])) !== JSON.stringify(sorted(manifest[field])),
  );
}

function sorted(object = {}) {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const SYSTEMS = 'android|darwin|freebsd|linux|openharmony|win32';
const PROCESSORS = 'arm64|arm|ia32|loong64|ppc64|riscv64|s390x|x64';
const VARIANT = new RegExp(`-(${SYSTEMS})-(${PROCESSORS})(?:-(gnu|musl|gnueabihf|musleabihf|msvc|eabi))?$`);

/** The platform that a variant's name tells (`@swc/core-linux-arm64-musl`), for registries that do not list the package. */
export function platformOf(name) {
  const [, os, cpu, abi] = VARIANT.exec(name) ?? [];
  if (!os) return undefined;
  const libc = os === 'linux' && abi ? (abi.startsWith('musl') ? 'musl' : 'glibc') : undefined;
  return { os, cpu, libc };
}
