/** Writes the generated documents: docs/openapi.json, docs/permissions.md, docs/problems.md, docs/asyncapi.json, docs/schemas. A test fails when they are stale. */
import { spawnSync } from 'node:child_process';

const jest = ['node_modules/jest/bin/jest.js', 'test/acceptance/edges', '-t', 'is told in', '--forceExit'];
const run = spawnSync(
  process.execPath,
  ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', ...jest],
  { stdio: 'inherit', env: { ...process.env, DOYAK_WRITE_DOCS: 'true' } },
);
process.exit(run.status ?? 1);
