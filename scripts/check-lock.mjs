/** Fails when package-lock.json would not install elsewhere: machine-specific addresses, missing platform variants, an old lock. */
import { readFileSync } from 'node:fs';

import { machineSpecific, missingVariants, outOfStep, readLock } from './lock-file.mjs';

const lock = readLock();
const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

const faults = [
  ...machineSpecific(lock),
  ...missingVariants(lock).map(({ parent, name, range }) => `${parent}: ${name}@${range} is not in the lock`),
  ...outOfStep(lock, manifest).map(
    (field) => `${field} differ between package.json and package-lock.json: run npm install`,
  ),
];

const count = Object.keys(lock.packages).length;
if (faults.length > 0) {
  console.error(
    `package-lock.json has ${faults.length} faults (node scripts/complete-lock.mjs adds missing platform variants):`,
  );
  for (const fault of faults) console.error(`  ${fault}`);
  process.exit(1);
}
console.log(
  `package-lock.json is complete: ${count} packages, every platform variant named, nothing machine-specific`,
);
