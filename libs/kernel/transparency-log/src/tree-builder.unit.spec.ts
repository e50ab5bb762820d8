import { createHash } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { EMPTY_ROOT, leafHash, nodeHash, TreeBuilder, tileWidth, type FullTile } from './index.js';
import { portableSha256, sha256 } from './sha256.js';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const unhex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));

/** Tree head as RFC 6962 2.1 defines it, with nothing kept between calls. */
function naiveRoot(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return createHash('sha256').digest();
  if (leaves.length === 1) return leaves[0]!;
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return createHash('sha256')
    .update(Uint8Array.of(1))
    .update(naiveRoot(leaves.slice(0, split)))
    .update(naiveRoot(leaves.slice(split)))
    .digest();
}

/** The eight entries that the reference implementations of RFC 6962 test with, and the tree heads of their prefixes. */
const entries = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map(unhex);
const heads = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

const numbered = (count: number) =>
  Array.from({ length: count }, (_, i) => leafHash(new TextEncoder().encode(`entry ${i}`)));

describe('hashing', () => {
  it('gives the tree heads of the RFC 6962 reference entries', () => {
    const tree = new TreeBuilder();
    expect(hex(tree.root())).toBe(heads[0]);
    expect(hex(EMPTY_ROOT)).toBe(heads[0]);
    entries.forEach((entry, i) => {
      tree.append(leafHash(entry));
      expect(hex(tree.root())).toBe(heads[i + 1]);
    });
  });

  it('separates leaves from nodes', () => {
    const [left, right] = numbered(2);
    expect(hex(leafHash(new Uint8Array([...left!, ...right!])))).not.toBe(hex(nodeHash(left!, right!)));
  });

  it('is the same SHA-256 by native code, portable code and a third implementation, for inputs of any length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 10_000, size: 'max' }), (data) => {
        const expected = createHash('sha256').update(data).digest('hex');
        expect(hex(sha256(data))).toBe(expected);
        expect(hex(portableSha256(data))).toBe(expected);
        expect(hex(leafHash(data))).toBe(
          createHash('sha256').update(Uint8Array.of(0)).update(data).digest('hex'),
        );
      }),
    );
  });
});

describe('TreeBuilder', () => {
  it('has the naive root at every size up to 600', () => {
    const leaves = numbered(600);
    const tree = new TreeBuilder();
    leaves.forEach((leaf, i) => {
      tree.append(leaf);
      expect(hex(tree.root())).toBe(hex(naiveRoot(leaves.slice(0, i + 1))));
    });
  });

  it('drains each full tile once, with the hashes that tlog-tiles defines, on level 1 and 2 too', () => {
    const size = 70_000;
    const leaves = numbered(size);
    const tree = new TreeBuilder();
    const tiles: FullTile[] = [];
    leaves.forEach((leaf, i) => {
      tree.append(leaf);
      if (i % 777 === 0) tiles.push(...tree.takeFullTiles());
    });
    tiles.push(...tree.takeFullTiles());
    expect(tree.takeFullTiles()).toEqual([]);
    expect(tiles.filter((tile) => tile.level === 0).map((tile) => tile.index)).toEqual(
      Array.from({ length: 273 }, (_, i) => i),
    );
    const upper = tiles.filter((tile) => tile.level > 0);
    expect(upper.map(({ level, index, hashes }) => ({ level, index, length: hashes.length }))).toEqual([
      { level: 1, index: 0, length: 8192 },
    ]);
    for (const i of [0, 1, 100, 255]) {
      const expected = naiveRoot(leaves.slice(i * 256, (i + 1) * 256));
      expect(hex(upper[0]!.hashes.slice(i * 32, i * 32 + 32))).toBe(hex(expected));
    }
    const partial = tree.partialTiles();
    expect(partial.map((hashes) => hashes.length / 32)).toEqual([112, 17, 1]);
    expect(partial.map((_, level) => tileWidth(size, level, [273, 1, 0][level]!))).toEqual([112, 17, 1]);
    expect(hex(partial[2]!)).toBe(hex(naiveRoot(leaves.slice(0, 65_536))));
    expect(hex(tree.root())).toBe(hex(naiveRoot(leaves)));
  });

  it('goes on from stored partial tiles as if it had never stopped', () => {
    const leaves = numbered(1100);
    fc.assert(
      fc.property(fc.nat(1100), fc.nat(600), (before, more) => {
        const whole = new TreeBuilder();
        const first = new TreeBuilder();
        const end = Math.min(before + more, leaves.length);
        leaves.slice(0, before).forEach((leaf) => first.append(leaf));
        const resumed = TreeBuilder.resume({ size: first.size, partialTiles: first.partialTiles() });
        leaves.slice(before, end).forEach((leaf) => resumed.append(leaf));
        leaves.slice(0, end).forEach((leaf) => whole.append(leaf));
        expect(hex(resumed.root())).toBe(hex(whole.root()));
        expect(resumed.partialTiles().map(hex)).toEqual(whole.partialTiles().map(hex));
        const all = [...first.takeFullTiles(), ...resumed.takeFullTiles()];
        expect(all.map((tile) => hex(tile.hashes))).toEqual(
          whole.takeFullTiles().map((tile) => hex(tile.hashes)),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('refuses a state whose partial tiles are not those of its size', () => {
    const tree = new TreeBuilder();
    numbered(300).forEach((leaf) => tree.append(leaf));
    const partialTiles = tree.partialTiles();
    expect(() => TreeBuilder.resume({ size: 301, partialTiles })).toThrow(RangeError);
    expect(() => TreeBuilder.resume({ size: 300, partialTiles: partialTiles.slice(0, 1) })).toThrow(
      RangeError,
    );
    expect(() =>
      TreeBuilder.resume({ size: 300, partialTiles: [...partialTiles, new Uint8Array(32)] }),
    ).toThrow(RangeError);
    expect(() => TreeBuilder.resume({ size: -1, partialTiles: [] })).toThrow(RangeError);
    expect(() => tree.append(new Uint8Array(31))).toThrow(RangeError);
  });

  it('hands out copies: a caller who writes into them changes nothing', () => {
    const tree = new TreeBuilder();
    numbered(300).forEach((leaf) => tree.append(leaf));
    const root = hex(tree.root());
    tree.partialTiles().forEach((hashes) => hashes.fill(0));
    tree.takeFullTiles().forEach((tile) => tile.hashes.fill(0));
    expect(hex(tree.root())).toBe(root);
    expect(hex(TreeBuilder.resume({ size: 300, partialTiles: tree.partialTiles() }).root())).toBe(root);
  });
});
