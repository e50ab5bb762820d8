/**
 * `npm test [-- <arguments of jest>]`: installs what is missing, then every check and every test. The exit code is 0 only when all
 * of them are green; the last line is `N passed, N failed` of the tests.
 */
import { spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { ensureInstalled } from './install.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const inCi = process.env.CI === 'true';
const bin = (name) => [process.execPath, join(root, 'node_modules', ...name.split('/'))];

const CHECKS = [
  ['lock file', [process.execPath, 'scripts/check-lock.mjs']],
  ['types', [...bin('typescript/bin/tsc'), '--noEmit', '-p', 'tsconfig.json']],
  ['lint', [...bin('eslint/bin/eslint.js'), '.', '--max-warnings=0']],
  ['formatting', [...bin('prettier/bin/prettier.cjs'), '--check', '.']],
  [
    'architecture',
    [
      ...bin('dependency-cruiser/bin/dependency-cruise.mjs'),
      '--config',
      '.dependency-cruiser.cjs',
      'apps',
      'libs',
    ],
  ],
  ['unused code', [...bin('knip/bin/knip.js')]],
];

function run([command, ...args], { quiet }) {
  return new Promise((resolve) => {
    const started = performance.now();
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
    });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ ok: false, output: String(error), seconds: 0 }));
    child.on('close', (code) =>
      resolve({ ok: code === 0, output, seconds: (performance.now() - started) / 1000 }),
    );
  });
}

/** Two at a time: each of them keeps about one core busy. */
async function runChecks() {
  const results = [];
  const waiting = CHECKS.map((check, index) => ({ check, index }));
  const lane = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [name, command] = next.check;
      const { ok, output, seconds } = await run(command, { quiet: true });
      console.log(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds.toFixed(1)} s)`);
      if (!ok) console.log(output.trimEnd());
      results[next.index] = { name, ok };
    }
  };
  await Promise.all([lane(), lane()]);
  return results;
}

/** Suites that could not run at all count as failed: they have no tests to count. */
async function runTests(args) {
  const folder = mkdtempSync(join(tmpdir(), 'doyak-jest-'));
  const report = join(folder, 'report.json');
  try {
    const { ok } = await run(
      [
        process.execPath,
        '--experimental-vm-modules',
        '--disable-warning=ExperimentalWarning',
        ...bin('jest/bin/jest.js').slice(1),
        '--json',
        `--outputFile=${report}`,
        ...(args.some((arg) => /^(-w|-i|--maxWorkers|--runInBand)/.test(arg)) ? [] : ['--maxWorkers=2']),
        // Modules in jest's ESM mode are never given back: a worker that has grown is replaced.
        '--workerIdleMemoryLimit=1GB',
        // A handle that a failed test leaves open must not keep the run from ending.
        '--forceExit',
        ...args,
      ],
      { quiet: false },
    );
    const { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites } = JSON.parse(
      readFileSync(report, 'utf8'),
    );
    return {
      ok,
      passed: numPassedTests,
      failed: numFailedTests + numRuntimeErrorTestSuites,
      skipped: numPendingTests,
    };
  } catch (error) {
    console.error(`jest left no report: ${error.message}`);
    return { ok: false, passed: 0, failed: 1, skipped: 0 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function hasRedis() {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, 'redis-server'), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

try {
  ensureInstalled((line) => console.log(line));
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

const redis = hasRedis();
const checks = await runChecks();
const tests = await runTests(process.argv.slice(2));
const failedChecks = checks.filter((check) => !check.ok).map((check) => check.name);
const redisMissing = inCi && !redis;

console.log('');
console.log(failedChecks.length === 0 ? 'Checks: all green' : `Checks: FAILED: ${failedChecks.join(', ')}`);
console.log(
  redis
    ? 'Redis lane: run'
    : `Redis lane: not run, redis-server is not installed${redisMissing ? ' (a failure, because CI=true)' : ' (apt-get install redis-server)'}`,
);
if (tests.skipped > 0) console.log(`Skipped: ${tests.skipped}`);
console.log(`${tests.passed} passed, ${tests.failed} failed`);
process.exitCode = failedChecks.length === 0 && tests.ok && tests.failed === 0 && !redisMissing ? 0 : 1;
