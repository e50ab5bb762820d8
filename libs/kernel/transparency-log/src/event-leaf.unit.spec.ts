import { createHash } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import {
  canonicalBytes,
  canonicalText,
  decodeLeaf,
  encodeLeaf,
  leafText,
  payloadCommitment,
  type LeafEnvelope,
} from './index.js';

const text = fc.oneof(
  fc.uuid(),
  fc.string({ unit: 'binary', minLength: 1 }).filter((s) => !/\p{Surrogate}/u.test(s)),
  fc.string({ minLength: 1 }),
);
const count = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const hash = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString('base64'));
const place = fc.oneof(
  fc.constant({}),
  fc.record({ case: text, caseSequence: fc.constant(1) }),
  fc.record({ case: text, caseSequence: fc.integer({ min: 2, max: 2 ** 40 }), casePrevious: hash }),
);
const envelope: fc.Arbitrary<LeafEnvelope> = fc
  .record(
    {
      v: fc.constant(1 as const),
      id: fc.uuid(),
      type: text,
      schemaVersion: count,
      stream: text,
      streamVersion: count,
      actor: fc.record(
        { kind: fc.constantFrom('person', 'key', 'system'), id: text, organisationId: fc.uuid() },
        { requiredKeys: ['kind', 'id'] },
      ),
      authority: text,
      commandId: fc.uuid(),
      correlationId: fc.uuid(),
      causationId: fc.uuid(),
      occurredAt: text,
      recordedAt: text,
      payload: fc.record({ alg: fc.constant('sha256-salted' as const), commitment: hash }),
    },
    {
      requiredKeys: [
        'v',
        'id',
        'type',
        'schemaVersion',
        'stream',
        'streamVersion',
        'actor',
        'authority',
        'commandId',
        'occurredAt',
        'recordedAt',
        'payload',
      ],
    },
  )
  .chain((rest) => place.map((where) => ({ ...rest, ...where }) as LeafEnvelope));

const sample: LeafEnvelope = {
  v: 1,
  id: '0198f0aa-7c1e-7f00-8000-000000000001',
  type: 'applications.application-submitted',
  schemaVersion: 1,
  stream: 'application-0198f0aa-7c1e-7f00-8000-000000000002',
  streamVersion: 3,
  case: '0198f0aa-7c1e-7f00-8000-000000000003',
  caseSequence: 1,
  actor: { kind: 'person', id: '0198f0aa-7c1e-7f00-8000-000000000004' },
  authority: 'role:applicant',
  commandId: '0198f0aa-7c1e-7f00-8000-000000000005',
  occurredAt: '2026-03-02T00:00:00.000Z',
  recordedAt: '2026-03-02T00:00:00.123Z',
  payload: { alg: 'sha256-salted', commitment: Buffer.alloc(32, 7).toString('base64') },
};

describe('encodeLeaf', () => {
  it('writes what the general canonicalizer writes, for any envelope', () => {
    fc.assert(
      fc.property(envelope, (one) => {
        expect(Buffer.from(encodeLeaf(one)).toString()).toBe(Buffer.from(canonicalBytes(one)).toString());
        expect(leafText(one)).toBe(canonicalText(one));
      }),
      { numRuns: 500 },
    );
  });

  it('is read back by decodeLeaf', () => {
    fc.assert(
      fc.property(envelope, (one) => expect(decodeLeaf(encodeLeaf(one))).toEqual({ ok: true, value: one })),
    );
  });

  it('refuses what has no canonical form', () => {
    expect(() => encodeLeaf({ ...sample, authority: '\ud800' })).toThrow(TypeError);
    expect(() => encodeLeaf({ ...sample, authority: '\\\ud800' })).toThrow(TypeError);
    expect(() => encodeLeaf({ ...sample, authority: '\\ud800\udc00' })).toThrow(TypeError);
    for (const authority of ['\\ud800', '\\\\ud800', '\ud83d\ude00\\ud83d']) {
      expect(decodeLeaf(encodeLeaf({ ...sample, authority }))).toMatchObject({
        ok: true,
        value: { authority },
      });
    }
    expect(() => encodeLeaf({ ...sample, streamVersion: 1.5 })).toThrow(TypeError);
    expect(() => encodeLeaf({ ...sample, streamVersion: NaN })).toThrow(TypeError);
    expect(() => encodeLeaf({ ...sample, causationId: null as unknown as string })).toThrow(TypeError);
    expect(() => encodeLeaf({ ...sample, commandId: 5 as unknown as string })).toThrow(TypeError);
  });

  it('refuses more than 65,535 bytes, counted as UTF-8', () => {
    const room = 65_535 - encodeLeaf({ ...sample, authority: '' }).length;
    expect(encodeLeaf({ ...sample, authority: 'x'.repeat(room) })).toHaveLength(65_535);
    expect(() => encodeLeaf({ ...sample, authority: 'x'.repeat(room + 1) })).toThrow(RangeError);
    expect(() => encodeLeaf({ ...sample, authority: '가'.repeat(room / 2) })).toThrow(RangeError);
    expect(() => encodeLeaf({ ...sample, authority: 'x'.repeat(200_000) })).toThrow(RangeError);
  });

  it('does not let one leaf write into another', () => {
    const first = encodeLeaf(sample);
    const copy = first.slice();
    encodeLeaf({ ...sample, authority: 'role:operator' });
    expect(first).toEqual(copy);
  });
});

describe('decodeLeaf', () => {
  const bytes = (value: string) => new TextEncoder().encode(value);
  const good = leafText(sample);

  it.each([
    ['not-utf8', Uint8Array.of(0xff)],
    ['not-json', bytes('{')],
    ['not-json', bytes('')],
    ['not-json', bytes(`\ufeff${good}`)],
    ['wrong-shape', bytes('null')],
    ['wrong-shape', bytes('[]')],
    ['wrong-shape', bytes(good.replace('"v":1', '"v":2'))],
    ['wrong-shape', bytes(good.replace('"kind":"person"', '"kind":"robot"'))],
    ['wrong-shape', bytes(good.replace('"caseSequence":1', '"caseSequence":2'))],
    ['wrong-shape', bytes(good.replace('"caseSequence":1', '"caseSequence":0'))],
    ['wrong-shape', bytes(good.replace('sha256-salted', 'md5'))],
    ['not-canonical', bytes(good.replace(',"v":1', ', "v":1'))],
    ['not-canonical', bytes(good.replace('"v":1', '"v":1.0'))],
    ['not-canonical', bytes(good.replace('"v":1', '"v":1,"w":1'))],
    ['not-canonical', bytes(good.replace('"v":1', '"v":1,"v":1'))],
    ['not-canonical', bytes(good.replace('role', '\\u0072ole'))],
    ['not-canonical', bytes(good.replace('role', '\\ud800ole'))],
  ])('names %s', (fault, entry) => {
    expect(decodeLeaf(entry)).toMatchObject({ ok: false, fault });
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.uint8Array(), (entry) => expect(decodeLeaf(entry).ok).toBe(false)));
    fc.assert(fc.property(fc.json(), (json) => expect(decodeLeaf(bytes(json)).ok).toBe(false)));
    expect(decodeLeaf(bytes('['.repeat(60_000))).ok).toBe(false);
  });
});

describe('canonicalBytes', () => {
  /** RFC 8785 appendix B: IEEE 754 bits and their text. */
  it.each([
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['ffefffffffffffff', '-1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef4f', '999999999999999900000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555554', '333333333.33333325'],
    ['41b3de4355555555', '333333333.3333333'],
    ['41b3de4355555556', '333333333.3333334'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ])('writes the number %s as %s', (bits, expected) => {
    expect(canonicalText(Buffer.from(bits, 'hex').readDoubleBE())).toBe(expected);
  });

  it('sorts names by UTF-16 code units and escapes as RFC 8785 3.2.3 shows', () => {
    const value = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };
    expect(Object.values(JSON.parse(canonicalText(value).replace(/"1":"One",/, '')) as object)).toEqual([
      'Carriage Return',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
    expect(canonicalText("\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\u0022\u002f")).toBe(
      '"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"',
    );
  });

  it('is the same for every order of names and keeps the value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const written = canonicalText(value);
        expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalText(reversed(value))).toBe(written);
      }),
    );
  });

  it.each([
    NaN,
    Infinity,
    [-Infinity],
    { a: NaN },
    '\ud800',
    ['x\udc00y'],
    { '\udfff': 1 },
    undefined,
    [undefined],
    () => 1,
    { a: () => 1 },
    Symbol('a'),
    1n,
    { a: 1n },
  ])('refuses case %#', (value) => {
    expect(() => canonicalBytes(value)).toThrow(TypeError);
  });

  it('refuses nesting without end instead of running out of stack', () => {
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    expect(() => canonicalBytes(loop)).toThrow(TypeError);
  });

  function reversed(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(reversed);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, inner]) => [key, reversed(inner)]),
    );
  }
});

describe('payloadCommitment', () => {
  const salt = new Uint8Array(16).fill(1);

  it('is SHA-256 over domain, salt length, salt and bytes', () => {
    const expected = createHash('sha256')
      .update('doyak-payload-commitment/v1\n')
      .update(Uint8Array.of(16))
      .update(salt)
      .update('{}')
      .digest('hex');
    expect(Buffer.from(payloadCommitment(salt, canonicalBytes({}))).toString('hex')).toBe(expected);
  });

  it('does not let salt and payload be split elsewhere', () => {
    const joined = new Uint8Array(40).fill(1);
    const splits = [16, 17, 24, 40].map((at) =>
      Buffer.from(payloadCommitment(joined.slice(0, at), joined.slice(at))).toString('hex'),
    );
    expect(new Set(splits).size).toBe(splits.length);
  });

  it('refuses a salt that could be guessed', () => {
    expect(() => payloadCommitment(new Uint8Array(15), salt)).toThrow(RangeError);
    expect(() => payloadCommitment(new Uint8Array(65), salt)).toThrow(RangeError);
  });
});
