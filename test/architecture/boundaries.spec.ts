import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ESLint } from 'eslint';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Cruise {
  readonly summary: {
    readonly totalCruised: number;
    readonly violations: readonly { from: string; to: string; rule: { name: string } }[];
  };
}

function cruise(folder: string): Cruise['summary'] {
  const program = resolve(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [program, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'apps', 'libs'];
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  try {
    return (JSON.parse(stdout) as Cruise).summary;
  } catch {
    throw new Error(`dependency-cruiser gave no answer: ${stderr.slice(0, 2_000)}`);
  }
}

/** One violation per rule: the file that breaks it, and what it imports. */
const SEEDS: readonly [rule: string, file: string, text: string][] = [
  ['contexts-only-through-index', 'libs/one/src/a.ts', "import '../../two/src/domain/inner.js';"],
  [
    'contexts-only-through-index',
    'libs/one/src/b.ts',
    "import type { Inner } from '../../two/src/domain/inner.js'; export type A = Inner;",
  ],
  ['kernel-only-through-index', 'libs/kernel/alpha/src/a.ts', "import '../../beta/src/inner.js';"],
  ['outside-only-through-index', 'libs/one/src/c.ts', "import '../../kernel/beta/src/inner.js';"],
  ['apps-only-through-index', 'apps/api/src/a.ts', "import '../../../libs/two/src/domain/inner.js';"],
  ['kernel-knows-no-context', 'libs/kernel/alpha/src/b.ts', "import '../../../two/src/index.js';"],
  ['contexts-know-no-app', 'libs/one/src/d.ts', "import '../../../apps/api/src/main.js';"],
  ['domain-is-pure', 'libs/one/src/domain/a.ts', "import 'pg';"],
  ['domain-is-pure', 'libs/one/src/domain/b.ts', "import '@nestjs/common';"],
  ['domain-is-pure', 'libs/one/src/domain/c.ts', "import 'node:fs';"],
  ['domain-is-pure', 'libs/one/src/domain/d.ts', "import '../../../kernel/database/src/index.js';"],
  ['domain-is-pure', 'libs/one/src/domain/e.ts', "import 'node:timers/promises';"],
  ['domain-is-pure', 'libs/one/src/domain/g.ts', "import '../features/act.js';"],
  ['transparency-log-is-pure', 'libs/kernel/transparency-log/src/a.ts', "import 'pg';"],
  ['no-cycles', 'libs/one/src/e.ts', "import './f.js'; export const e = 1;"],
  ['no-tests-in-code', 'libs/one/src/g.ts', "import './g.spec.js';"],
  ['no-dev-dependencies-in-code', 'libs/one/src/h.ts', "import 'fast-check';"],
];

const REST: Readonly<Record<string, string>> = {
  'libs/two/src/domain/inner.ts': 'export interface Inner { a: 1 } export const inner = 1;',
  'libs/two/src/index.ts': 'export const two = 2;',
  'libs/kernel/beta/src/inner.ts': 'export const inner = 1;',
  'libs/kernel/database/src/index.ts': 'export const database = 1;',
  'libs/one/src/features/act.ts': 'export const act = 1;',
  'libs/one/src/f.ts': "import './e.js'; export const f = 1;",
  'libs/one/src/g.spec.ts': 'export const g = 1;',
  'apps/api/src/main.ts': 'export const main = 1;',
};

describe('Boundaries', () => {
  let seeded: string;
  beforeAll(() => {
    seeded = mkdtempSync(join(tmpdir(), 'doyak-boundaries-'));
    for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json'])
      copyFileSync(join(root, file), join(seeded, file));
    symlinkSync(join(root, 'node_modules'), join(seeded, 'node_modules'));
    for (const [file, text] of [
      ...SEEDS.map(([, file, text]) => [file, text] as const),
      ...Object.entries(REST),
    ]) {
      mkdirSync(dirname(join(seeded, file)), { recursive: true });
      writeFileSync(join(seeded, file), `${text}\n`);
    }
  });
  afterAll(() => rmSync(seeded, { recursive: true, force: true }));

  it('are kept by the whole tree, all of which was read', () => {
    const { totalCruised, violations } = cruise(root);
    expect(violations.map(({ from, to, rule }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
    expect(totalCruised).toBeGreaterThan(400);
  }, 180_000);

  it('turn red for each seeded violation, by its own rule and no other', () => {
    const found = cruise(seeded).violations.map(({ from, rule }) => `${rule.name} ${from}`);
    const seeds = SEEDS.map(([rule, file]) => `${rule} ${file}`);
    expect([...new Set(found)].sort()).toEqual(seeds.sort());
  }, 180_000);

  it('are seeded rule by rule', () => {
    const { forbidden } = createRequire(import.meta.url)(join(root, '.dependency-cruiser.cjs')) as {
      forbidden: { name: string }[];
    };
    expect([...new Set(SEEDS.map(([rule]) => rule))].sort()).toEqual(
      forbidden.map(({ name }) => name).sort(),
    );
  });

  it.each([
    [
      'in-memory events',
      'libs/applications/src/seed.ts',
      "import { EventBus } from '@nestjs/cqrs';\nexport const bus = EventBus;\n",
    ],
    ['the environment', 'libs/applications/src/seed.ts', 'export const home = process.env.HOME;\n'],
    ...["process['env']", 'globalThis.process.env', 'process.env.HOME'].map(
      (text) =>
        [
          'the environment',
          'libs/applications/src/domain/seed.ts',
          `export const home = ${text};\n`,
        ] as const,
    ),
    ['the environment', 'apps/api/src/seed.ts', 'const { env } = process;\nexport const home = env.HOME;\n'],
    [
      'the environment',
      'apps/api/src/seed.ts',
      "import { env } from 'node:process';\nexport const home = env.HOME;\n",
    ],
    ['the clock in a decider', 'libs/applications/src/domain/seed.ts', 'export const now = new Date();\n'],
    [
      'the clock in a decider',
      'libs/applications/src/domain/seed.ts',
      'declare const Temporal: { Now: { instant(): string } };\nexport const now = Temporal.Now.instant();\n',
    ],
    [
      'an id made in a decider',
      'libs/applications/src/domain/seed.ts',
      "import { v7 as uuidv7 } from 'uuid';\nexport const id = uuidv7();\n",
    ],
    ['the clock in a decider', 'libs/applications/src/domain/seed.ts', 'export const now = Date.now();\n'],
    ...["await fetch('https://a.example')", "await globalThis.fetch('https://a.example')"].map(
      (text) =>
        [
          'requests past the guard',
          'libs/applications/src/seed.ts',
          `export const answer = ${text};\n`,
        ] as const,
    ),
    [
      'requests past the guard',
      'libs/applications/src/seed.ts',
      "import { request } from 'undici';\nexport const ask = request;\n",
    ],
    [
      'requests past the guard',
      'apps/worker/src/seed.ts',
      "import { request } from 'node:https';\nexport const ask = request;\n",
    ],
    ['chance in a decider', 'libs/applications/src/domain/seed.ts', 'export const luck = Math.random();\n'],
  ])(
    'are lint errors: %s',
    async (_, filePath, text) => {
      const [result] = await new ESLint({ cwd: root }).lintText(text, { filePath: join(root, filePath) });
      expect(result!.messages.map(({ ruleId }) => ruleId)).toContainEqual(
        expect.stringMatching(/^no-restricted-(imports|syntax)$/),
      );
    },
    60_000,
  );
});
