import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import {
  decodeEntryBundle,
  encodeEntryBundle,
  entriesPath,
  parseEntriesPath,
  parseTilePath,
  tilePath,
} from './index.js';

describe('tile paths', () => {
  it('are those of the specification', () => {
    expect(tilePath(0, 1_234_067)).toBe('tile/0/x001/x234/067');
    expect(tilePath(2, 0, 1)).toBe('tile/2/000.p/1');
    expect(entriesPath(273, 112)).toBe('tile/entries/273.p/112');
    expect(entriesPath(1000)).toBe('tile/entries/x001/000');
  });

  it('read back what was written', () => {
    fc.assert(
      fc.property(fc.nat(5), fc.maxSafeNat(), fc.integer({ min: 1, max: 256 }), (level, number, width) => {
        const index = Math.floor(number / 256 ** (level + 1));
        expect(parseTilePath(tilePath(level, index, width))).toEqual({ level, index, width });
        expect(parseEntriesPath(entriesPath(index, width))).toEqual({ index, width });
      }),
    );
  });

  it.each([
    ...[
      'x000/001',
      'x001',
      '1',
      '0001',
      '001.p/0',
      '001.p/256',
      '001.p/01',
      '001.p/',
      '001/',
      '001/002',
      'x001/x002',
      '../001',
    ],
    ...[
      'x999/x999/x999/x999/x999/999',
      '/001',
      '001\n',
      '001.p/1.p/1',
      '',
      '٠٠١',
      '001?x',
      ' 001',
      '+01',
      '0x1',
      '1e2',
    ],
  ])('refuse %j in place of the index', (place) => {
    expect(parseTilePath(`tile/0/${place}`)).toBeUndefined();
    expect(parseEntriesPath(`tile/entries/${place}`)).toBeUndefined();
  });

  it.each([
    'tile/00/001',
    'tile/-1/001',
    'tile/64/000',
    'tile/7/001',
    '/tile/0/001',
    'tile//001',
    'tile/entries/001',
    'tiles/0/001',
    '',
  ])('refuse %j as a tile', (path) => {
    expect(parseTilePath(path)).toBeUndefined();
  });

  it('never read garbage as something that is written differently', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123x/.p'), maxLength: 16 }), (tail) => {
        const tile = parseTilePath(`tile/0/${tail}`);
        if (tile !== undefined) expect(tilePath(tile.level, tile.index, tile.width)).toBe(`tile/0/${tail}`);
      }),
      { numRuns: 2000 },
    );
  });

  it('are refused for tiles that cannot be', () => {
    for (const [level, index, width] of [
      [-1, 0],
      [64, 0],
      [0, -1],
      [0, 1.5],
      [0, 2 ** 46],
      [0, 0, 0],
      [0, 0, 257],
      [0, 0, 1.5],
    ] as const) {
      expect(() => tilePath(level, index, width)).toThrow(RangeError);
    }
    expect(() => entriesPath(NaN)).toThrow(RangeError);
  });
});

describe('entry bundles', () => {
  const entry = (length: number) => new Uint8Array(length).fill(length % 251);

  it('read back what was written, empty and longest entries too', () => {
    const entries = [entry(0), entry(1), entry(65_535), entry(300)];
    expect(decodeEntryBundle(encodeEntryBundle(entries))).toEqual({ entries });
    expect(encodeEntryBundle([entry(300)]).slice(0, 2)).toEqual(Uint8Array.of(1, 44));
    expect(decodeEntryBundle(new Uint8Array(0))).toEqual({ entries: [] });
  });

  it('refuse what does not fit', () => {
    expect(() => encodeEntryBundle([entry(65_536)])).toThrow(RangeError);
    expect(() => encodeEntryBundle(Array.from({ length: 257 }, () => entry(1)))).toThrow(RangeError);
  });

  it('name what is cut off and keep what is before it', () => {
    const bundle = encodeEntryBundle([entry(3), entry(4)]);
    for (let length = 6; length < bundle.length; length++) {
      expect(decodeEntryBundle(bundle.subarray(0, length))).toEqual({
        entries: [entry(3)],
        fault: 'entry-cut-off',
      });
    }
    expect(decodeEntryBundle(new Uint8Array(2 * 257)).fault).toBe('too-many-entries');
  });
});
