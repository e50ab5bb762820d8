import { createHash } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';

import { leafHash, TiledTree, verifyConsistency, verifyInclusion } from './index.js';
import { leaves, tilesOf } from './sample-tiles.test-support.js';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const unhex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));
const H = (...parts: Uint8Array[]) =>
  new Uint8Array(createHash('sha256').update(Buffer.concat(parts)).digest());

/** RFC 6962 2.1, 2.1.1 and 2.1.2 as written there, over leaf hashes. */
function split(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}
/** Range heads are kept, or the many trees below would take minutes. */
const heads = new Map<string, Uint8Array>();
function mth(end: number, start = 0): Uint8Array {
  if (end === start) return H();
  if (end - start === 1) return leaves[start]!;
  const known = heads.get(`${start}-${end}`);
  if (known !== undefined) return known;
  const k = start + split(end - start);
  const head = H(Uint8Array.of(1), mth(k, start), mth(end, k));
  heads.set(`${start}-${end}`, head);
  return head;
}
function path(m: number, end: number, start = 0): Uint8Array[] {
  if (end - start === 1) return [];
  const k = start + split(end - start);
  return m < k ? [...path(m, k, start), mth(end, k)] : [...path(m, end, k), mth(k, start)];
}
function subproof(m: number, end: number, start = 0, whole = true): Uint8Array[] {
  if (m === end) return whole ? [] : [mth(end, start)];
  const k = start + split(end - start);
  return m <= k
    ? [...subproof(m, k, start, whole), mth(end, k)]
    : [...subproof(m, end, k, false), mth(k, start)];
}

describe('proofs from tiles', () => {
  it('are those of RFC 6962 and verify, for every leaf and every older size of every tree up to 130', async () => {
    const wrong: string[] = [];
    for (let size = 1; size <= 130; size++) {
      const { root: newRoot, read } = tilesOf(size);
      const tree = new TiledTree(size, read);
      if (hex(await tree.root()) !== hex(mth(size))) wrong.push(`root of ${size}`);
      for (let index = 0; index < size; index++) {
        const proof = await tree.inclusionProof(index);
        const included = verifyInclusion({ index, size, leafHash: leaves[index]!, root: newRoot, proof });
        if (!included.ok || `${proof.map(hex)}` !== `${path(index, size).map(hex)}`)
          wrong.push(`leaf ${index} of ${size}`);
        const oldSize = index + 1;
        const parts = await tree.consistencyProof(oldSize);
        const consistent = verifyConsistency({
          oldSize,
          oldRoot: mth(oldSize),
          newSize: size,
          newRoot,
          proof: parts,
        });
        if (!consistent.ok || `${parts.map(hex)}` !== `${subproof(oldSize, size).map(hex)}`)
          wrong.push(`${oldSize} to ${size}`);
      }
    }
    expect(wrong).toEqual([]);
  }, 120_000);

  it('hold across tile edges and levels, for smaller trees inside a larger one too', async () => {
    const { read } = tilesOf(70_000);
    const tree = new TiledTree(70_000, read);
    const sizes = [1, 2, 255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537, 65_792, 69_999, 70_000];
    const roots = new Map(sizes.map((size) => [size, mth(size)]));
    for (const size of sizes) {
      const root = roots.get(size)!;
      expect(hex(await tree.root(size))).toBe(hex(root));
      for (const index of [0, 1, 254, 255, 256, 65_535, 65_536, size - 1].filter((i) => i < size)) {
        const proof = await tree.inclusionProof(index, size);
        expect(verifyInclusion({ index, size, leafHash: leaves[index]!, root, proof }).ok).toBe(true);
      }
      for (const oldSize of sizes.filter((older) => older <= size)) {
        const proof = await tree.consistencyProof(oldSize, size);
        expect(
          verifyConsistency({ oldSize, oldRoot: roots.get(oldSize)!, newSize: size, newRoot: root, proof })
            .ok,
        ).toBe(true);
      }
    }
  });

  it('read each tile once, and only tiles that the tree has', async () => {
    const { read, asked } = tilesOf(70_000);
    const tree = new TiledTree(70_000, read);
    await Promise.all([
      tree.inclusionProof(0),
      tree.inclusionProof(1),
      tree.inclusionProof(69_999),
      tree.root(),
    ]);
    expect(new Set(asked).size).toBe(asked.length);
    expect(asked.length).toBeLessThanOrEqual(6);
  });

  it('refuse leaves and sizes outside the tree, and tiles cut short', async () => {
    const { read } = tilesOf(300);
    const tree = new TiledTree(300, read);
    for (const index of [-1, 300, 1.5, NaN])
      await expect(tree.inclusionProof(index)).rejects.toThrow(RangeError);
    for (const size of [-1, 301, 1.5, NaN])
      await expect(tree.consistencyProof(size)).rejects.toThrow(RangeError);
    await expect(tree.root(301)).rejects.toThrow(RangeError);
    await expect(new TiledTree(300, () => new Uint8Array(31)).root()).rejects.toThrow(/31 bytes/);
    expect(hex(await new TiledTree(0, read).root())).toBe(hex(H()));
  });

  it('take the full tile for a partial one that is gone', async () => {
    const full = tilesOf(512);
    const tree = new TiledTree(300, (level, index) =>
      level === 0 ? full.read(0, index, 256) : full.read(1, 0, 2),
    );
    expect(hex(await tree.root())).toBe(hex(mth(300)));
  });
});

describe('proofs of the RFC 6962 reference entries', () => {
  const entries = [
    '',
    '00',
    '10',
    '2021',
    '3031',
    '40414243',
    '5051525354555657',
    '606162636465666768696a6b6c6d6e6f',
  ]
    .map(unhex)
    .map(leafHash);
  const { read, root } = tilesOf(8, entries);
  const tree = new TiledTree(8, read);
  const fiveLeaf = 'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b';

  it('are the known ones', async () => {
    expect((await tree.inclusionProof(0)).map(hex)).toEqual([
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ]);
    expect((await tree.inclusionProof(5)).map(hex)).toEqual([
      fiveLeaf,
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ]);
    expect((await tree.consistencyProof(6)).map(hex)).toEqual([
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ]);
    expect(
      verifyInclusion({ index: 5, size: 8, leafHash: entries[5]!, root, proof: await tree.inclusionProof(5) })
        .ok,
    ).toBe(true);
  });
});
