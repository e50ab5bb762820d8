/** Runs `npm start` as a person does, on a free port and a home of its own, and watches it from outside (Linux). */
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
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

/** All processes, from /proc: `{ pid, parent, command }`. */
export function processes() {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        if (state === 'Z') return [];
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        return [{ pid: Number(pid), parent: Number(parent), command }];
      } catch {
        return [];
      }
    });
}

/**
 * Resident memory in bytes of several processes: `summed` as `ps` shows it, and `once` with each piece of a program or of PostgreSQL's
 * shared memory counted once however many of them map it (of the parts that two processes touched, the larger one).
 */
export function residentMemory(pids) {
  let own = 0;
  let summed = 0;
  const shared = new Map();
  for (const pid of pids) {
    let mapping = '';
    let sharedHere = 0;
    for (const line of readFileSync(`/proc/${pid}/smaps`, 'utf8').split('\n')) {
      const header = /^([0-9a-f]+-[0-9a-f]+) \S+ ([0-9a-f]+) (\S+) (\d+)/.exec(line);
      // A file's part has one identity wherever it is mapped; memory without a file keeps its addresses in forked processes.
      if (header) mapping = header[4] === '0' ? header[1] : `${header[3]}:${header[4]}:${header[2]}`;
      const [, field, kilobytes] =
        /^(Rss|Private_Clean|Private_Dirty|Shared_Clean|Shared_Dirty):\s+(\d+) kB/.exec(line) ?? [];
      if (field === 'Rss') summed += Number(kilobytes);
      else if (field?.startsWith('Private')) own += Number(kilobytes);
      else if (field) sharedHere += Number(kilobytes);
      if (/^VmFlags/.test(line)) {
        shared.set(mapping, Math.max(shared.get(mapping) ?? 0, sharedHere));
        sharedHere = 0;
      }
    }
  }
  const once = own + [...shared.values()].reduce((sum, kilobytes) => sum + kilobytes, 0);
  return { once: once * 1024, summed: summed * 1024 };
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
