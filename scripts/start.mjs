/**
 * Starts Doyak: installs and builds what is missing or out of date, then runs, in this very process,
 * `node scripts/start.mjs [--quiet] [up | api | worker | cli <arguments>]`.
 */
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Doyak needs Node.js 20.19 or newer; this is ${process.versions.node}. Install a newer one from https://nodejs.org.`,
  );
  process.exit(1);
}

const args = process.argv.slice(2);
const quiet = args[0] === '--quiet';
if (quiet) args.shift();
const [what = 'up', ...rest] = args;

const ENTRIES = {
  up: ['cli', 'up', ...rest],
  api: ['api', ...rest],
  worker: ['worker', ...rest],
  cli: ['cli', ...rest],
};
const entry = ENTRIES[what];
if (!entry) {
  console.error(
    `Unknown: ${what}. Use npm start, npm run start:api, npm run start:worker, or npm run doyak -- <command>.`,
  );
  process.exit(2);
}

const say = (line) => console.error(line);
try {
  const { ensureInstalled } = await import('./install.mjs');
  ensureInstalled(say);
  const { ensureBuilt } = await import('./build.mjs');
  await ensureBuilt(say);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

if (what !== 'cli') {
  // npm passes Ctrl-C on to a process that the terminal has told already: the second one must not end a stop under way.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);
}

const [app, ...appArgs] = entry;
const main = new URL(`../dist/apps/${app}/src/main.js`, import.meta.url);
const { fileURLToPath } = await import('node:url');
process.argv = [process.argv[0], fileURLToPath(main), ...appArgs];
await import(main.href);
