import { describe, expect, it } from '@jest/globals';
import { hash, parseOptions } from '@node-rs/argon2';
import { PasswordHasher } from './password-hasher.js';

const plain = new PasswordHasher({ passwordPepper: undefined });
const peppered = new PasswordHasher({ passwordPepper: 'a pepper of some length' });

describe('password hasher', () => {
  it('uses argon2id with the parameters of OWASP', async () => {
    const { hash: text, pepperId } = await plain.hash('a password');
    expect(text).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(parseOptions(text)).toMatchObject({ outputLen: 32, saltLen: 16 });
    expect(pepperId).toBeNull();
  });

  it('knows the right password from a wrong one, however it was typed', async () => {
    const stored = await plain.hash('비밀번호는 길게 caf\u00e9');
    expect(await plain.verify('비밀번호는 길게 cafe\u0301', stored)).toBe(true);
    expect(await plain.verify('비밀번호는 짧게', stored)).toBe(false);
  });

  it('answers no where there is nothing to compare with, even for the decoy', async () => {
    expect(await plain.verify('a decoy that nobody has', null)).toBe(false);
  });

  it('takes a pepper in use: old hashes still hold, and are outdated', async () => {
    const old = await plain.hash('a password');
    expect(await peppered.verify('a password', old)).toBe(true);
    expect([plain.isOutdated(old), peppered.isOutdated(old)]).toEqual([false, true]);
    const renewed = await peppered.hash('a password');
    expect(await peppered.verify('a password', renewed)).toBe(true);
    expect(await plain.verify('a password', renewed)).toBe(false);
    expect(JSON.stringify(renewed)).not.toContain('a pepper of some length');
  });

  it('sees hashes made with weaker parameters', async () => {
    const weak = { hash: await hash('a password', { memoryCost: 8_192, timeCost: 1 }), pepperId: null };
    expect(await plain.verify('a password', weak)).toBe(true);
    expect(plain.isOutdated(weak)).toBe(true);
  });
});
