import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Problem } from './problems.js';
import { parseStrictJson } from './strict-json.js';

const parse = (text: string | Uint8Array) =>
  parseStrictJson(typeof text === 'string' ? Buffer.from(text) : text);

function refusal(text: string | Uint8Array): Problem {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('It was accepted');
}

describe('parseStrictJson', () => {
  it('reads whatever JSON.stringify writes', () => {
    const names = fc
      .string({ unit: 'grapheme' })
      .filter((name) => !/^(__proto__|constructor|prototype)$/.test(name));
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 5 },
        fc.string({ unit: 'grapheme' }),
        fc
          .double({ noNaN: true, noDefaultInfinity: true })
          .map((number) => (Object.is(number, -0) ? 0 : number)),
        fc.maxSafeInteger(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('any'), { maxLength: 4 }),
        fc.dictionary(names, tie('any'), { maxKeys: 4, noNullPrototype: true }),
      ),
    })).any;
    fc.assert(
      fc.property(value, fc.constantFrom(0, 2), (given, indent) => {
        const text = JSON.stringify(given, null, indent);
        fc.pre(!text.includes('\\u0000') && !hasUnsafeInteger(text));
        expect(parse(text)).toEqual(JSON.parse(text));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['{"a":1,"a":2}', ''],
    ['{"a":1,"\\u0061":2}', ''],
    ['{"x":[{"a":1},{"b":{"c":1,"d":2,"c":3}}]}', '/x/1/b'],
  ])('refuses the duplicate name in %s', (text, pointer) => {
    const { options, detail } = refusal(text);
    expect(detail).toContain('twice');
    expect(options.errors?.[0]?.pointer.startsWith(pointer)).toBe(true);
  });

  it('allows the same name in different objects, and as a value', () => {
    const text = '{"a":{"a":"a"},"b":[{"a":1},{"a":"a"}],"c":"a"}';
    expect(parse(text)).toEqual(JSON.parse(text));
  });

  it.each([
    ['names that reach a prototype', '{"a":{"__proto__":{"admin":true}}}'],
    ['the same, escaped', '{"\\u005f_proto__":1}'],
    ['constructor', '{"constructor":{}}'],
    ['lone surrogates', '{"a":"\\ud800"}'],
    ['lone surrogates in names', '{"\\udc00":1}'],
    ['NUL', '{"a":"x\\u0000"}'],
    ['numbers beyond a double', '{"a":1e400}'],
    ['integers that a double would change', '{"a":9007199254740993}'],
    ['very long numbers', `[${'9'.repeat(1000)}]`],
    ['33 levels', '['.repeat(33) + ']'.repeat(33)],
    ['100,000 levels', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['unclosed levels', '['.repeat(100_000)],
    ['two texts', '{} {}'],
    ['a byte order mark', '\ufeff{}'],
    ['trailing commas', '[1,]'],
    ['NaN', '[NaN]'],
    ['comments', '/**/{}'],
    ['nothing', ''],
    ['white space', '  '],
  ])('refuses %s', (_what, text) => {
    expect(refusal(text).code).toBe('MALFORMED_JSON');
  });

  it.each([
    ['bytes that are not UTF-8', [0x22, 0xff, 0x22]],
    ['overlong forms', [0x22, 0xc0, 0x80, 0x22]],
    ['surrogates as UTF-8', [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ['a cut character', [0x22, 0xec, 0x95]],
    ['UTF-16', [0xff, 0xfe, 0x7b, 0, 0x7d, 0]],
  ])('refuses %s', (_what, bytes) => {
    expect(refusal(Uint8Array.from(bytes)).detail).toContain('UTF-8');
  });

  it('accepts what stands just inside the bounds', () => {
    expect(parse('['.repeat(32) + ']'.repeat(32))).toBeDefined();
    expect(parse('"\\ud83d\\ude00"')).toBe('😀');
    expect(parse('[9007199254740991,-9007199254740991,1.5e300,"},{\\"",{}]')).toHaveLength(5);
  });

  it('does not repeat the input', () => {
    expect(refusal('{"password":"hunter2" oops}').detail).not.toContain('hunter2');
  });

  it('fails with a problem or not at all, whatever the bytes', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 60 }),
          fc.string().map((text) => Buffer.from(text)),
        ),
        (bytes) => {
          try {
            parseStrictJson(bytes);
          } catch (error) {
            expect(error).toBeInstanceOf(Problem);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

function hasUnsafeInteger(text: string): boolean {
  return (text.match(/-?\d+(\.\d+)?([eE][+-]?\d+)?/g) ?? []).some(
    (token) => !/[.eE]/.test(token) && !Number.isSafeInteger(Number(token)),
  );
}
