import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jsonDifferences } from './json-differences.js';

describe('Differences of JSON', () => {
  it('name each place with what was and what is', () => {
    const before = { status: 'open', stages: [{ id: 'a' }], 'a/b': 1, gone: null };
    const after = { status: 'closed', stages: [{ id: 'a', outcome: 'passed' }, { id: 'b' }], 'a/b': 2 };
    expect(jsonDifferences(before, after)).toEqual([
      { pointer: '/a~1b', before: 1, after: 2 },
      { pointer: '/gone', before: null },
      { pointer: '/stages/0/outcome', after: 'passed' },
      { pointer: '/stages/1', after: { id: 'b' } },
      { pointer: '/status', before: 'open', after: 'closed' },
    ]);
  });

  it('are none exactly where two values are the same', () => {
    const json = fc.jsonValue().filter((value) => !JSON.stringify(value).includes('-0'));
    fc.assert(
      fc.property(json, json, (one, other) => {
        expect(jsonDifferences(one, structuredClone(one))).toEqual([]);
        const same = canonical(one) === canonical(other);
        expect(jsonDifferences(one, other).length === 0).toBe(same);
      }),
    );
  });
});

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
}
