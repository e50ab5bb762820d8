import { readFileSync } from 'node:fs';
import { builtinModules, createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  createContext,
  runInContext,
  SourceTextModule,
  SyntheticModule,
  type Context,
  type Module,
} from 'node:vm';

import { describe, expect, it } from '@jest/globals';
import { transformSync } from '@swc/core';

import {
  encodeEntryBundle,
  formatProofFile,
  leafHash,
  signCheckpoint,
  signerFromSeed,
  TiledTree,
  TreeBuilder,
} from './index.js';

const source = dirname(fileURLToPath(import.meta.url));

/** What a page has of what the library needs. No `process`, no `Buffer`, no `require`. */
const browserGlobals = {
  TextEncoder,
  TextDecoder,
  crypto: globalThis.crypto,
  Uint8Array,
  ArrayBuffer,
  DataView,
};

/** Loads a module and all it imports into a context, and notes each import by name. */
class Loader {
  readonly imported: string[] = [];
  readonly #modules = new Map<string, Module>();

  constructor(private readonly context: Context) {}

  async load(path: string): Promise<Module> {
    const module = this.#module(path);
    await module.link((specifier, from) => this.#resolve(specifier, from.identifier));
    await module.evaluate();
    return module;
  }

  #resolve(specifier: string, from: string): Module {
    this.imported.push(specifier);
    if (specifier.startsWith('node:') || builtinModules.includes(specifier))
      throw new Error(`${from} imports ${specifier}`);
    if (specifier.startsWith('.')) {
      const path = join(dirname(from), specifier);
      return this.#module(path.startsWith(source) ? path.replace(/\.js$/, '.ts') : path);
    }
    return this.#module(createRequire(from).resolve(specifier));
  }

  #module(path: string): Module {
    const known = this.#modules.get(path);
    if (known !== undefined) return known;
    const code = readFileSync(path, 'utf8');
    const module = /^module\.exports/m.test(code) ? this.#commonJs(path, code) : this.#esModule(path, code);
    this.#modules.set(path, module);
    return module;
  }

  #esModule(path: string, code: string): Module {
    const options = {
      jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
      module: { type: 'es6' },
    } as const;
    const script = path.endsWith('.ts') ? transformSync(code, options).code : code;
    return new SourceTextModule(script, { identifier: path, context: this.context });
  }

  #commonJs(path: string, code: string): Module {
    const module = { exports: undefined as unknown };
    (runInContext(`(function (module) {${code}\n})`, this.context) as (module: unknown) => void)(module);
    return new SyntheticModule(
      ['default'],
      function () {
        this.setExport('default', module.exports);
      },
      { identifier: path, context: this.context },
    );
  }
}

async function load(globals: object = browserGlobals) {
  const loader = new Loader(createContext({ ...globals }));
  const { namespace } = await loader.load(join(source, 'index.ts'));
  return { library: namespace as typeof import('./index.js'), imported: loader.imported };
}

describe('the library in a browser', () => {
  it('imports nothing of Node', async () => {
    const { imported } = await load();
    expect(imported.length).toBeGreaterThan(20);
    const packages = new Set(imported.filter((specifier) => !specifier.startsWith('.')));
    expect([...packages].sort()).toEqual([
      '@noble/curves/ed25519.js',
      '@noble/hashes/sha2.js',
      '@noble/hashes/utils.js',
      'canonicalize',
    ]);
  });

  it('would be seen to, if it did', async () => {
    const loader = new Loader(createContext({ ...browserGlobals }));
    await expect(loader.load(fileURLToPath(import.meta.url))).rejects.toThrow(/imports node:/);
  });

  it('proves and verifies what Node proves and verifies', async () => {
    const entries = Array.from({ length: 300 }, (_, i) => new TextEncoder().encode(`entry ${i}`));
    const tree = new TreeBuilder();
    entries.forEach((entry) => tree.append(leafHash(entry)));
    const full = tree.takeFullTiles();
    const partial = tree.partialTiles();
    const tiled = new TiledTree(
      300,
      (level, index) =>
        full.find((one) => one.level === level && one.index === index)?.hashes ?? partial[level]!,
    );
    const signer = signerFromSeed('log.example', new Uint8Array(32).fill(1));
    const checkpoint = await signCheckpoint({ origin: 'log.example', size: 300, root: tree.root() }, signer);
    const file = formatProofFile({ index: 260, proof: await tiled.inclusionProof(260), checkpoint });

    const { library } = await load();
    const key = library.parseVerifierKey(signer.verifierKey);
    if (!key.ok) throw new Error(key.detail);
    const policy = { origin: 'log.example', keys: [key.value] };
    expect(library.verifyProofFile(file, library.leafHash(entries[260]!), policy).ok).toBe(true);
    expect(library.verifyProofFile(file, library.leafHash(entries[261]!), policy).ok).toBe(false);
    const bundles = [encodeEntryBundle(entries.slice(0, 256)), encodeEntryBundle(entries.slice(256))];
    expect(await library.verifyLog(bundles, { size: 300, root: tree.root() })).toEqual({
      ok: true,
      size: 300,
    });
    const again = await library.signCheckpoint(
      { origin: 'log.example', size: 300, root: tree.root() },
      library.signerFromSeed('log.example', new Uint8Array(32).fill(1)),
    );
    expect(again).toBe(checkpoint);
    expect(library.canonicalText({ b: 1, a: '가' })).toBe('{"a":"가","b":1}');
    expect(library.generateSigner('log.example').keyId).toMatch(/^[0-9a-f]{8}$/);
  });
});
