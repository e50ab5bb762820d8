/** Runs `npm start` as a person does, on a free port and a home of its own, and watches it from outside (Linux). */
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));

/** A folder for DOYAK_HOME; `remove()` deletes it. */
export function temporaryHome() {
  const folder = mkdtempSync(join(tmpdir(), 'doyak-run-'));
  // PostgreSQL's user, where root starts it, must get through.
  chmodSync(folder, 0o755);
  return { home: join(folder, 'home'), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/**
 * Starts and waits until /health/ready says 200; `readyMs` is the time from the command to that. `direct` leaves npm out: npm ends
 * itself by the signal that it got, which hides Doyak's own exit code. Throws with what was printed.
 */
export async function startDoyak(home, { direct = false, timeoutMs = 120_000, env = {} } = {}) {
  const port = await freePort();
  const started = performance.now();
  // A process group of its own, as a shell gives each command: Ctrl-C goes to all of it.
  const [command, ...args] = direct ? [process.execPath, 'scripts/start.mjs'] : ['npm', 'start', '--silent'];
  const child = spawn(command, args, {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, DOYAK_HOME: home, PORT: String(port), ...env },
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const ended = new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal })));
  const doyak = { pid: child.pid, port, url: `http://127.0.0.1:${port}`, output: () => output, ended };
  while (!(await isReady(doyak.url))) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`npm start ended before it was ready:\n${output}`);
    if (performance.now() - started > timeoutMs) {
      process.kill(-child.pid, 'SIGKILL');
      throw new Error(`npm start was not ready after ${timeoutMs} ms:\n${output}`);
    }
    await delay(10);
  }
  return { ...doyak, readyMs: performance.now() - started };
}

async function isReady(url) {
  try {
    const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) });
    await answer.arrayBuffer();
    return answer.status === 200;
  } catch {
    return false;
  }
}

/** Ctrl-C, then how it ended; undefined if it did not within `timeoutMs`. */
export async function interrupt(doyak, timeoutMs = 30_000) {
  process.kill(-doyak.pid, 'SIGINT');
  return Promise.race([doyak.ended, delay(timeoutMs, undefined, { ref: false })]);
}

/** Ends the whole group without warning, as the kernel does when memory is short. */
export async function killHard(doyak) {
  process.kill(-doyak.pid, 'SIGKILL');
  await doyak.ended;
}

/** All processes, from /proc: `{ pid, parent, command, residentBytes, proportionalBytes }`. */
export function processes() {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        if (state === 'Z') return [];
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        const kilobytes = (file, field) =>
          Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(read(`/proc/${pid}/${file}`))?.[1] ?? 0);
        return [
          {
            pid: Number(pid),
            parent: Number(parent),
            command,
            residentBytes: () => kilobytes('status', 'VmRSS') * 1024,
            // Memory that several processes share is counted once, in parts.
            proportionalBytes: () => kilobytes('smaps_rollup', 'Pss') * 1024,
          },
        ];
      } catch {
        return [];
      }
    });
}

function read(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

/** The process and all below it. */
export function processTree(pid) {
  const all = processes();
  const found = all.filter((entry) => entry.pid === pid);
  for (let index = 0; index < found.length; index += 1)
    found.push(...all.filter((entry) => entry.parent === found[index].pid));
  return found;
}

/** What still runs on this home. */
export function serversOf(home) {
  return processes().filter(({ command }) => command.includes(`-D ${home}/`));
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
