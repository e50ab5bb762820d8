/**
 * Compiles apps/ and libs/ into dist/ for plain node: the same swc settings as the tests, library aliases rewritten to relative
 * paths, only files that changed. Types are checked by `npm run typecheck`, not here.
 */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { swcOptions } from './swc-options.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const dist = join(root, 'dist');
const stampPath = join(dist, '.doyak-build.json');
const SOURCES = ['apps', 'libs'];
const LEFT_OUT = [
  /\.spec\.ts$/,
  /\.test-support\.ts$/,
  /(^|\/)test-support\//,
  /\.d\.ts$/,
  /^libs\/kernel\/testing\//,
  /(^|\/)tsconfig[^/]*\.json$/,
  /\.tsbuildinfo$/,
];
const ALIAS = /((?:\bfrom|\bimport)\s*\(?\s*)(['"])@doyak\/([a-z0-9/-]+)\2/g;

/** `say` is called with one line before something is compiled. Throws when a file does not compile. */
export async function ensureBuilt(say) {
  const before = readStamp();
  const files = Object.fromEntries(sources().map((path) => [path, fingerprint(path)]));
  const tools = [swcVersion(), fingerprint('scripts/build.mjs'), fingerprint('scripts/swc-options.mjs')].join(
    ' ',
  );
  const known = before?.tools === tools ? before.files : {};
  const changed = Object.keys(files).filter(
    (path) => files[path] !== known[path] || !existsSync(outputOf(path)),
  );
  const removed = Object.keys(known).filter((path) => !(path in files));
  if (changed.length === 0 && removed.length === 0) return;
  say(`Building (${changed.length} of ${Object.keys(files).length} files) …`);
  if (known !== before?.files) rmSync(dist, { recursive: true, force: true });
  for (const path of removed)
    for (const ending of ['', '.map']) rmSync(outputOf(path) + ending, { force: true });
  const { transform } = await import('@swc/core');
  await Promise.all(changed.map((path) => compile(path, transform)));
  // Last, so that a build that was broken off is done again.
  writeWhole(stampPath, JSON.stringify({ tools, files }));
}

async function compile(path, transform) {
  const output = outputOf(path);
  mkdirSync(dirname(output), { recursive: true });
  if (!path.endsWith('.ts')) {
    copyFileSync(join(root, path), output);
    return;
  }
  const source = readFileSync(join(root, path), 'utf8');
  const { code, map } = await transform(source, {
    ...swcOptions,
    filename: join(root, path),
    sourceFileName: relative(dirname(output), join(root, path)).split(sep).join('/'),
    sourceMaps: true,
  });
  const rewritten = code.replace(ALIAS, (_match, keyword, quote, library) => {
    const target = relative(dirname(output), join(dist, 'libs', library, 'src', 'index.js'))
      .split(sep)
      .join('/');
    return `${keyword}${quote}${target.startsWith('.') ? target : `./${target}`}${quote}`;
  });
  const name = output.slice(output.lastIndexOf(sep) + 1);
  writeWhole(`${output}.map`, map);
  writeWhole(output, `${rewritten}\n//# sourceMappingURL=${name}.map\n`);
}

/** Under its name only when it is whole: another process may be starting from dist at this moment. */
function writeWhole(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, text);
  renameSync(unfinished, path);
}

function sources() {
  return SOURCES.flatMap((folder) =>
    existsSync(join(root, folder))
      ? readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      : [],
  )
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !LEFT_OUT.some((pattern) => pattern.test(path)))
    .sort();
}

function outputOf(path) {
  return join(dist, path.replace(/\.ts$/, '.js'));
}

function fingerprint(path) {
  const { size, mtimeMs } = statSync(join(root, path));
  return `${size}:${mtimeMs}`;
}

function swcVersion() {
  const path = join(root, 'node_modules/@swc/core/package.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).version : 'none';
}

function readStamp() {
  try {
    return JSON.parse(readFileSync(stampPath, 'utf8'));
  } catch {
    return undefined;
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await ensureBuilt((line) => console.log(line));
}
