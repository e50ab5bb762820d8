import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isSealed, openValue, partsOf, sealValue } from './sealed.js';
import { mentionsSealed, replaceSealed, sealedIn } from './walk.js';

const key = randomBytes(32);
const keyId = randomUUID();

describe('A sealed value', () => {
  it('opens as what it was, and shows nothing of it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const token = sealValue(key, keyId, 'field', value);
        expect(isSealed(token)).toBe(true);
        const text = JSON.stringify(value);
        if (text.length > 8) expect(token).not.toContain(text);
        expect(openValue(key, partsOf(token)!)).toEqual(JSON.parse(text));
      }),
    );
    expect(sealValue(key, keyId, 'text', 'one')).not.toBe(sealValue(key, keyId, 'text', 'one'));
  });

  it('does not open once it was altered, is of another kind, or with another key', () => {
    const parts = partsOf(sealValue(key, keyId, 'text', 'Kim Fictional called'))!;
    for (const part of ['nonce', 'ciphertext', 'tag'] as const) {
      for (let at = 0; at < parts[part].length; at += 1) {
        const altered = Buffer.from(parts[part]);
        altered.writeUInt8(altered.readUInt8(at) ^ 1, at);
        expect(() => openValue(key, { ...parts, [part]: altered })).toThrow();
      }
    }
    expect(() => openValue(key, { ...parts, kind: 'field' })).toThrow();
    expect(() => openValue(key, { ...parts, keyId: randomUUID() })).toThrow();
    expect(() => openValue(randomBytes(32), parts)).toThrow();
    for (const text of ['sealed:v1:text:x:y', 'sealed:v1:', `sealed:v1:other:${keyId}:${'A'.repeat(40)}`])
      expect(partsOf(text)).toBeUndefined();
  });

  it('is found and replaced wherever it stands; all else stays the same object', () => {
    const token = sealValue(key, keyId, 'text', 'x');
    const when = new Date(0);
    const plain = { list: [1, { a: 'b' }], when };
    const value = { plain, deep: [{ token }], when };
    expect([...sealedIn(value)]).toEqual([token]);
    const replaced = replaceSealed(value, () => 'open') as typeof value;
    expect(replaced).toEqual({ plain, deep: [{ token: 'open' }], when });
    expect(replaced.plain).toBe(plain);
    expect(replaceSealed(plain, () => 'open')).toBe(plain);
    expect(mentionsSealed({ a: [` ${token}`] })).toBe(true);
    expect(mentionsSealed({ [token]: 1 })).toBe(true);
    expect(mentionsSealed(plain)).toBe(false);
  });
});
