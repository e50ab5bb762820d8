/** Brings node_modules in step with package-lock.json, and does nothing when it is. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../', import.meta.url);
const stamp = new URL('node_modules/.doyak-lock-hash', root);

/** `say` is called with one line before something is installed. Throws with one clear sentence. */
export function ensureInstalled(say) {
  const lockText = readText(new URL('package-lock.json', root));
  if (lockText === undefined) throw new Error('package-lock.json is missing: get the whole project again.');
  const hash = createHash('sha256').update(lockText).digest('hex');
  if (readText(stamp)?.trim() === hash) return;
  if (!isInstalled(JSON.parse(lockText))) {
    say('Installing dependencies (npm ci), this takes a minute …');
    install();
  }
  writeFileSync(stamp, `${hash}\n`);
}

/** An installation by hand leaves no stamp, but npm's own list of what it installed. */
function isInstalled(lock) {
  const installedText = readText(new URL('node_modules/.package-lock.json', root));
  if (installedText === undefined) return false;
  const installed = JSON.parse(installedText).packages;
  const withoutDev = process.env.NODE_ENV === 'production';
  return Object.entries(lock.packages).every(
    ([path, entry]) =>
      path === '' ||
      entry.optional ||
      (withoutDev && entry.dev) ||
      entry.peer ||
      installed[path]?.version === entry.version,
  );
}

function install() {
  // Under `npm start` the npm at work names itself.
  const npm = process.env.npm_execpath;
  const [command, ...first] = npm && /npm-cli\.js$/.test(npm) ? [process.execPath, npm] : ['npm'];
  const { status, error } = spawnSync(
    command,
    [...first, 'ci', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: fileURLToPath(root),
      // Standard output belongs to the command that was asked for.
      stdio: ['ignore', 2, 2],
      shell: process.platform === 'win32' && first.length === 0,
    },
  );
  if (error)
    throw new Error(`npm could not be run (${error.code}): install Node.js with npm, then try again.`, {
      cause: error,
    });
  if (status !== 0)
    throw new Error('npm ci failed, see above: check the network and the registry, then try again.');
}

function readText(url) {
  try {
    return readFileSync(url, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
