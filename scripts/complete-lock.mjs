/**
 * Adds to package-lock.json the platform variants that npm left out because it could not list them while locking, and removes the
 * addresses of this machine's registry. Run it after a dependency change when check-lock.mjs complains.
 */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { promisify } from 'node:util';

import { lockPath, missingVariants, platformOf, readLock } from './lock-file.mjs';

const run = promisify(execFile);
const FIELDS = ['version', 'dist.integrity', 'os', 'cpu', 'libc', 'engines', 'license', 'dependencies'];

/** What the registry says of a package; undefined where it (a mirror, say) does not list it. */
async function view(name, range) {
  try {
    const { stdout } = await run('npm', ['view', `${name}@${range}`, '--json', ...FIELDS], {
      maxBuffer: 16 * 1024 * 1024,
    });
    const found = JSON.parse(stdout);
    return Array.isArray(found) ? found.at(-1) : found;
  } catch (error) {
    if (/E404/.test(String(error.stderr))) return undefined;
    throw error;
  }
}

const lock = readLock();
const missing = missingVariants(lock);
const faults = [];
let unproven = 0;

for (const { parent, name, range, dev } of missing) {
  const platform = platformOf(name);
  const found = await view(name, range);
  if (!found && (!platform || !/^\d+\.\d+\.\d+/.test(range))) {
    faults.push(`${name}@${range}: the registry does not list it, and its name tells no platform`);
    continue;
  }
  if (!found) unproven += 1;
  const { version = range, license, dependencies, engines } = found ?? {};
  const [os, cpu, libc] = ['os', 'cpu', 'libc'].map((field) => found?.[field] ?? platform?.[field]);
  // Beside its parent, where node looks first after the parent's own folder.
  const beside = parent.slice(0, parent.lastIndexOf('node_modules/'));
  lock.packages[`${beside}node_modules/${name}`] = {
    version,
    ...(found ? { integrity: found['dist.integrity'] } : {}),
    ...(cpu ? { cpu: [cpu].flat() } : {}),
    ...(dev ? { dev: true } : {}),
    ...(libc ? { libc: [libc].flat() } : {}),
    ...(license ? { license } : {}),
    optional: true,
    ...(os ? { os: [os].flat() } : {}),
    ...(dependencies ? { dependencies } : {}),
    ...(engines ? { engines } : {}),
  };
}
if (missing.length > 0)
  console.log(
    `added ${missing.length - faults.length} platform variants, ${unproven} of them without an integrity hash`,
  );

for (const entry of Object.values(lock.packages)) {
  if (entry.resolved && !entry.resolved.startsWith('https://registry.npmjs.org/')) delete entry.resolved;
}

lock.packages = Object.fromEntries(
  Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')),
);
writeFileSync(lockPath, `${JSON.stringify(lock, null, 2)}\n`);
for (const fault of faults) console.error(fault);
process.exit(faults.length > 0 ? 1 : 0);
