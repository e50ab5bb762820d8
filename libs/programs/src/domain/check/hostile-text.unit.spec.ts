import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import { compileForm } from '../format/form-validator.js';
import { checkProgram } from './check-program.js';
import { PROBLEM_CODES } from './problem-codes.js';
import { SOURCE_LIMITS } from './source-limits.js';

const good = readFileSync(
  new URL('../../../../../test/fixtures/programs/good.yaml', import.meta.url),
  'utf8',
);

/** Ten anchors, each a list of ten of the one before: 10^10 values in 400 bytes. */
const bomb = Array.from({ length: 10 }, (_, level) => {
  const items = Array(10).fill(level === 0 ? 'lol' : `*a${level - 1}`);
  return `a${level}: &a${level} [${items.join(', ')}]`;
}).join('\n');

/** A chain of anchors, each one level deeper than the last. */
const ladder = Array.from(
  { length: 300 },
  (_, level) => `a${level}: &a${level} [${level === 0 ? 1 : `*a${level - 1}`}]`,
).join('\n');

describe('hostile text', () => {
  it.each<[string, string, string]>([
    ['an alias bomb', bomb, 'ALIAS_EXPANSION'],
    ['a ladder of aliases', ladder, 'NESTING_TOO_DEEP'],
    ['a file too large', ' '.repeat(SOURCE_LIMITS.characters + 1), 'FILE_TOO_LARGE'],
    ['brackets without end', '['.repeat(100_000), 'NESTING_TOO_DEEP'],
    ['braces without end', '{a: '.repeat(100_000), 'NESTING_TOO_DEEP'],
    ['brackets 60 deep, closed', '['.repeat(60) + ']'.repeat(60), 'NESTING_TOO_DEEP'],
    ['sequences nested on one line', '- '.repeat(50_000) + 'x', 'NESTING_TOO_DEEP'],
    [
      'mappings nested by indentation',
      Array.from({ length: 500 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
      'NESTING_TOO_DEEP',
    ],
    ['too many values', `a: [${'1,'.repeat(250_000)}1]`, 'ALIAS_EXPANSION'],
    ['nothing', '', 'EMPTY'],
    ['a comment', '# nothing', 'EMPTY'],
    ['control characters', 'a: \u0000\u0007', 'UNKNOWN_FIELD'],
    ['a list', '- a', 'WRONG_TYPE'],
    ['a word', 'hello', 'WRONG_TYPE'],
    ['the prototype', '__proto__: { format: doyak/program@1 }', 'UNKNOWN_FIELD'],
  ])('%s is refused', (_what, text, code) => {
    const started = checkProgram(text);
    expect(started.definition).toBeUndefined();
    expect(started.problems.map((problem) => problem.code)).toContain(code);
  });

  it('runs a pattern of a form in linear time, where backtracking would never come to an end', () => {
    const compiled = compileForm({
      type: 'object',
      additionalProperties: false,
      properties: {
        name: {
          type: 'string',
          pattern: '^(([a-z])+.)+[A-Z]([a-z])+$',
          'x-title': { ko: '이름', en: 'Name' },
        },
      },
    });
    expect(compiled.validate?.({ name: 'a'.repeat(20_000) })).toMatchObject([
      { pointer: '/name', code: 'pattern' },
    ]);
  });

  it.each(['in', 'int', 'string', 'list', 'type', 'cel', 'constructor', 'Arrears', 'tax-arrears'])(
    'refuses "%s" as the name of a fact',
    (name) => {
      const renamed = good.replace(/^ {2}arrears: /m, `  ${name}: `).replace("'!arrears'", `'!${name}'`);
      expect(checkProgram(renamed).problems).toMatchObject([
        { code: 'WRONG_FORMAT', pointer: `/facts/${name}` },
      ]);
    },
  );
});

describe('properties of the checker', () => {
  const known = (text: string) => {
    const { problems, definition } = checkProgram(text);
    expect(definition === undefined).toBe(problems.length > 0);
    const lines = text.split('\n').length;
    for (const { code, line, column } of problems) {
      expect(Object.keys(PROBLEM_CODES)).toContain(code);
      expect(line).toBeGreaterThanOrEqual(1);
      expect(line).toBeLessThanOrEqual(lines + 1);
      expect(column).toBeGreaterThanOrEqual(1);
    }
  };

  it('never throws on text that was cut, pasted and overwritten, and explains every code', () => {
    const edit = fc.record({
      at: fc.nat(good.length),
      length: fc.nat(40),
      put: fc.oneof(
        fc.string({ maxLength: 8 }),
        fc.constantFrom('', '\n', '- ', ': ', '{', '}', '[', ']', '&a ', '*a', '!!x ', '"', "'"),
      ),
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
        known(
          edits.reduce(
            (text, { at, length, put }) => text.slice(0, at) + put + text.slice(at + length),
            good,
          ),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('never throws on a definition of which one value was replaced', () => {
    const value = parse(good) as unknown;
    const paths: (string | number)[][] = [];
    const collect = (node: unknown, path: (string | number)[]) => {
      if (path.length > 0) paths.push(path);
      if (typeof node !== 'object' || node === null) return;
      for (const [key, inner] of Object.entries(node))
        collect(inner, [...path, Array.isArray(node) ? Number(key) : key]);
    };
    collect(value, []);
    const replaced = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom('screening', 'training', -1, 101, '', 'passed'),
    );
    fc.assert(
      fc.property(fc.constantFrom(...paths), replaced, (path, put) => {
        const copy = structuredClone(value);
        const last = path.at(-1) ?? '';
        const parent = path
          .slice(0, -1)
          .reduce<unknown>((node, step) => (node as Record<string, unknown>)[step], copy);
        (parent as Record<string | number, unknown>)[last] = put;
        known(JSON.stringify(copy));
      }),
      { numRuns: 80 },
    );
  });
});
