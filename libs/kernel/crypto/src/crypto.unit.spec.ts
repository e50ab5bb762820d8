import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadMasterKey, MasterKeyError, Sealer, SealError } from './index.js';

describe('master key', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'doyak-crypto-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is made once, readable only by its user', () => {
    const home = join(folder, 'fresh', 'home');
    const first = loadMasterKey({ home });
    expect(first).toHaveLength(32);
    expect(loadMasterKey({ home })).toEqual(first);
    expect(statSync(join(home, 'master.key')).mode & 0o777).toBe(0o600);
    expect(readdirSync(home)).toEqual(['master.key']);
  });

  it('of the settings goes first', () => {
    const key = Buffer.alloc(32, 7);
    const home = join(folder, 'unused');
    expect(loadMasterKey({ home, masterKey: key.toString('base64') })).toEqual(key);
    expect(readdirSync(folder)).not.toContain('unused');
  });

  it('that is damaged or out of reach is refused with a hint and without its bytes', () => {
    writeFileSync(join(folder, 'master.key'), 'c2VjcmV0');
    expect(() => loadMasterKey({ home: folder })).toThrow(MasterKeyError);
    expect(() => loadMasterKey({ home: folder })).toThrow(/^(?!.*c2VjcmV0).*32 bytes/);
    chmodSync(join(folder, 'master.key'), 0o600);
    expect(() => loadMasterKey({ home: join(folder, 'master.key', 'below') })).toThrow(MasterKeyError);
  });
});

describe('sealer', () => {
  const sealer = new Sealer(Buffer.alloc(32, 1));
  const plain = Buffer.from('a private key');

  it('opens what it sealed, and never seals the same bytes the same way', () => {
    const sealed = sealer.seal('signing-key', 'kid-1', plain);
    expect(sealer.open('signing-key', 'kid-1', sealed)).toEqual(plain);
    expect(sealed.includes(plain)).toBe(false);
    expect(sealer.seal('signing-key', 'kid-1', plain)).not.toEqual(sealed);
  });

  it('refuses another purpose, another subject, another master key', () => {
    const sealed = sealer.seal('signing-key', 'kid-1', plain);
    expect(() => sealer.open('webhook-secret', 'kid-1', sealed)).toThrow(SealError);
    expect(() => sealer.open('signing-key', 'kid-2', sealed)).toThrow(SealError);
    expect(() => new Sealer(Buffer.alloc(32, 2)).open('signing-key', 'kid-1', sealed)).toThrow(SealError);
  });

  it('notices each flipped bit', () => {
    const sealed = sealer.seal('signing-key', 'kid-1', plain);
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const altered = Buffer.from(sealed);
      altered.writeUInt8(altered.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(() => sealer.open('signing-key', 'kid-1', altered)).toThrow(SealError);
    }
    expect(() => sealer.open('signing-key', 'kid-1', sealed.subarray(0, 20))).toThrow(SealError);
  });
});
