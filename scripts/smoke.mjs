/** `npm start` for real: ready on an empty home, Ctrl-C ends it cleanly, and a killed one is no obstacle to the next. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { interrupt, killHard, serversOf, startDoyak, temporaryHome } from './running-doyak.mjs';

const { home, remove } = temporaryHome();
let faults = 0;

function check(name, ok, detail = '') {
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${name}${detail ? ` (${detail})` : ''}`);
  if (!ok) faults += 1;
}

async function stopCleanly(doyak, when, { byNpm }) {
  const end = await interrupt(doyak);
  const clean = end?.code === 0 || (byNpm && (end?.signal === 'SIGINT' || end?.code === 130));
  check(
    `${when}: Ctrl-C ends it cleanly`,
    clean,
    end ? `code ${end.code}, signal ${end.signal}` : 'still running',
  );
  check(`${when}: no PostgreSQL is left running`, serversOf(home).length === 0);
  check(`${when}: the home is given back`, !existsSync(join(home, 'doyak.lock')));
  if (!clean) console.log(doyak.output());
}

let running;
try {
  // In a fresh clone it installs first.
  running = await startDoyak(home, { timeoutMs: 900_000 });
  check(
    'an empty home: ready',
    true,
    `${(running.readyMs / 1000).toFixed(1)} s, what had to be installed and built included`,
  );
  for (const path of ['/health/live', '/openapi.json']) {
    const { status } = await fetch(running.url + path);
    check(`GET ${path} answers 200`, status === 200, String(status));
  }
  const signIn = await fetch(`${running.url}/v1/sessions`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email: 'operator@demo.example', password: 'leap-over-the-wall-2026' }),
  });
  check('a demo person signs in as soon as it is ready', signIn.status === 201, String(signIn.status));
  await stopCleanly(running, 'npm start', { byNpm: true });

  running = await startDoyak(home);
  check('a home with data: ready', true, `${(running.readyMs / 1000).toFixed(1)} s`);
  await killHard(running);
  check('killed: its PostgreSQL stays behind', serversOf(home).length > 0);

  running = await startDoyak(home, { direct: true });
  check('after the kill: ready', true, `${(running.readyMs / 1000).toFixed(1)} s`);
  await stopCleanly(running, 'after the kill', { byNpm: false });
} catch (error) {
  check('npm start', false, error.message);
} finally {
  for (const { pid } of serversOf(home)) process.kill(pid, 'SIGQUIT');
  remove();
}
process.exit(faults === 0 ? 0 : 1);
