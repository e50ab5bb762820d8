import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { issueToken, matches, parseToken } from './secret-tokens.js';

describe('secret tokens', () => {
  it('find their row and prove themselves', () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        const token = issueToken('dyk', id);
        const presented = parseToken('dyk', token.text);
        expect(presented?.id).toBe(id);
        expect(presented && matches(presented, token.hash)).toBe(true);
      }),
    );
  });

  it('have a recognisable form of fixed length and store only a hash', () => {
    const token = issueToken('dyk', '0190a000-0000-7000-8000-00000000000a');
    expect(token.text).toMatch(/^dyk_[0-9A-Za-z]{22}_[0-9A-Za-z]{49}$/);
    const secret = token.text.slice(27, 27 + 43);
    expect(token.hash).toEqual(createHash('sha256').update(secret).digest());
  });

  it('are not taken for another kind, nor with any character changed', () => {
    const { text } = issueToken('dyr', '0190a000-0000-7000-8000-00000000000a');
    expect(parseToken('dyk', text)).toBeNull();
    fc.assert(
      fc.property(
        fc.nat({ max: text.length - 1 }),
        fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_'),
        (place, character) => {
          fc.pre(text[place] !== character);
          return parseToken('dyr', text.slice(0, place) + character + text.slice(place + 1)) === null;
        },
      ),
    );
  });

  it('of one row do not prove another', () => {
    const id = '0190a000-0000-7000-8000-00000000000a';
    const presented = parseToken('dyk', issueToken('dyk', id).text);
    expect(presented && matches(presented, issueToken('dyk', id).hash)).toBe(false);
    expect(presented && matches(presented, Buffer.alloc(0))).toBe(false);
  });

  it('never throw, whatever is presented', () => {
    fc.assert(fc.property(fc.string(), (text) => parseToken('dyk', text) === null));
    expect(parseToken('dyk', `dyk_${'z'.repeat(22)}_${'z'.repeat(49)}`)).toBeNull();
  });
});
