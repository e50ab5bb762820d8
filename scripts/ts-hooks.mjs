/** Module hooks for plain node: compile TypeScript with swc as it is loaded, and resolve the aliases of tsconfig.json. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { transform } from '@swc/core';

import { swcOptions } from './swc-options.mjs';

const root = new URL('../', import.meta.url);

export async function resolve(specifier, context, nextResolve) {
  const library = /^@doyak\/(.+)$/.exec(specifier)?.[1];
  if (library) return nextResolve(new URL(`libs/${library}/src/index.ts`, root).href, context);
  if (/^\.{1,2}\/.*\.js$/.test(specifier) && context.parentURL?.endsWith('.ts')) {
    const candidate = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
    if (existsSync(candidate)) return nextResolve(candidate.href, context);
  }
  return nextResolve(specifier, context);
}

export async function load(url, context, nextLoad) {
  if (!url.endsWith('.ts')) return nextLoad(url, context);
  const path = fileURLToPath(url);
  const { code } = await transform(await readFile(path, 'utf8'), {
    filename: path,
    sourceFileName: pathToFileURL(path).href,
    ...swcOptions,
    sourceMaps: 'inline',
  });
  return { format: 'module', source: code, shortCircuit: true };
}
