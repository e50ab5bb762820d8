import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { checkProgram } from './check-program.js';

const fixtures = new URL('../../../../../test/fixtures/programs/', import.meta.url);
const good = readFileSync(new URL('good.yaml', fixtures), 'utf8');
const bad = readdirSync(new URL('bad/', fixtures)).sort();

const badCase = z.strictObject({
  expect: z.strictObject({ code: z.string(), pointer: z.string() }),
  /** Text of the line that the problem must point at; by default the first line that was changed. */
  near: z.string().optional(),
  edits: z.array(z.strictObject({ find: z.string(), put: z.string() })).min(1),
});

/** The good definition with the edits of a file in bad/; each text to find stands in it exactly once. */
function load(name: string) {
  const wrong = badCase.parse(parse(readFileSync(new URL(`bad/${name}`, fixtures), 'utf8')));
  let text = good;
  for (const { find, put } of wrong.edits) {
    expect(text.split(find)).toHaveLength(2);
    text = text.replace(find, () => put);
  }
  return { ...wrong, text };
}

describe('bad definitions', () => {
  it('start from a good one', () => {
    expect(checkProgram(good).problems).toEqual([]);
    expect(bad.length).toBeGreaterThanOrEqual(40);
  });

  it.each(bad)('%s is refused for the right reason, and for no other', (name) => {
    const { text, expect: expected, near } = load(name);
    const { definition, problems } = checkProgram(text);
    expect(definition).toBeUndefined();
    expect(problems.map(({ code, pointer }) => ({ code, pointer }))).toEqual([expected]);
    const line = text.split('\n')[(problems[0]?.line ?? 0) - 1];
    expect(line).toBeDefined();
    if (near !== undefined) expect(line).toContain(near);
    expect(problems[0]?.column).toBeLessThanOrEqual((line?.length ?? 0) + 1);
    expect(problems[0]?.message).not.toBe('');
  });

  it('tells all problems of many at once, in the order of the text', () => {
    const compatible = [
      'quorum.yaml',
      'tranches.yaml',
      'weights.yaml',
      'rule-type.yaml',
      'training-hours.yaml',
      'gates.yaml',
    ];
    let text = good;
    for (const name of compatible)
      for (const { find, put } of load(name).edits) text = text.replace(find, () => put);
    const { problems } = checkProgram(text);
    expect(problems.map(({ code }) => code)).toEqual([
      'QUORUM_ABOVE_PANEL',
      'RULE_TYPE',
      'WEIGHTS_NOT_100',
      'GATES_OUT_OF_ORDER',
      'TRANCHES_NOT_100',
      'HOURS_DO_NOT_ADD_UP',
    ]);
  });

  it('goes on looking behind a schema problem, and does not tell one mistake twice', () => {
    const text = good
      .replace('code: TAL', 'code: tal')
      .replace('quorum: 5', 'quorum: 8')
      .replace('percent: 30', 'percent: 20');
    expect(checkProgram(text).problems.map(({ code }) => code)).toEqual([
      'QUORUM_ABOVE_PANEL',
      'TRANCHES_NOT_100',
      'WRONG_FORMAT',
    ]);
  });

  it('points into an expression', () => {
    const text = good.replace('rule: employees < 300', 'rule: employees < 300 && nobody > 1');
    const [problem] = checkProgram(text).problems;
    const line = text.split('\n')[(problem?.line ?? 0) - 1] ?? '';
    expect(line.slice((problem?.column ?? 0) - 1)).toBe('nobody > 1');
  });
});
