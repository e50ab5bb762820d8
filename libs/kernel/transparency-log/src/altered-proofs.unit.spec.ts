import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { EMPTY_ROOT, leafHash, TiledTree, verifyConsistency, verifyInclusion } from './index.js';
import { leaves, tilesOf } from './sample-tiles.test-support.js';

describe('a proof that was altered', () => {
  const anyHash = fc.uint8Array({ minLength: 32, maxLength: 32 });

  /** Every way to bend a list of hashes that keeps it a list of hashes. */
  function bent(proof: Uint8Array[], at: number, bit: number, foreign: Uint8Array): Uint8Array[][] {
    const flipped = proof.map((hash, i) =>
      i === at ? hash.map((byte, j) => (j === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte)) : hash,
    );
    return [
      flipped,
      proof.toSpliced(at, 1),
      proof.toSpliced(at, 0, foreign),
      proof.toSpliced(at, 1, foreign),
      [...proof, foreign],
      [foreign, ...proof],
      proof.slice(0, -1),
      [...proof, ...proof],
      ...(at > 0 ? [proof.toSpliced(at - 1, 2, proof[at]!, proof[at - 1]!)] : []),
      proof.length > 1 ? proof.toReversed() : [foreign],
    ];
  }

  it('of inclusion is refused, with a reason', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 600 }),
        fc.nat(),
        fc.nat(),
        fc.nat(255),
        anyHash,
        async (size, i, a, bit, foreign) => {
          const index = i % size;
          const { root, read } = tilesOf(size);
          const proof = await new TiledTree(size, read).inclusionProof(index);
          const claim = { index, size, leafHash: leaves[index]!, root, proof };
          expect(verifyInclusion(claim).ok).toBe(true);
          for (const other of bent(proof, a % proof.length, bit, foreign)) {
            expect(verifyInclusion({ ...claim, proof: other })).toMatchObject({
              ok: false,
              detail: expect.any(String),
            });
          }
          expect(verifyInclusion({ ...claim, leafHash: foreign }).ok).toBe(false);
          expect(verifyInclusion({ ...claim, root: foreign }).ok).toBe(false);
          expect(verifyInclusion({ ...claim, index: (index + 1) % size }).ok).toBe(false);
          expect(verifyInclusion({ ...claim, index: size })).toMatchObject({ fault: 'index-beyond-size' });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('of consistency is refused, with a reason', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 600 }),
        fc.nat(),
        fc.nat(),
        fc.nat(255),
        anyHash,
        async (newSize, o, a, bit, foreign) => {
          const oldSize = 1 + (o % (newSize - 1));
          const { root: newRoot, read } = tilesOf(newSize);
          const tree = new TiledTree(newSize, read);
          const proof = await tree.consistencyProof(oldSize);
          const claim = { oldSize, oldRoot: await tree.root(oldSize), newSize, newRoot, proof };
          expect(verifyConsistency(claim).ok).toBe(true);
          for (const other of bent(proof, a % proof.length, bit, foreign)) {
            expect(verifyConsistency({ ...claim, proof: other })).toMatchObject({
              ok: false,
              detail: expect.any(String),
            });
          }
          expect(verifyConsistency({ ...claim, oldRoot: foreign }).ok).toBe(false);
          expect(verifyConsistency({ ...claim, newRoot: foreign }).ok).toBe(false);
          expect(verifyConsistency({ ...claim, oldSize: newSize, newSize: oldSize })).toMatchObject({
            fault: 'size-shrank',
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('of a log with one leaf replaced is no proof of consistency with what an auditor kept', async () => {
    const kept = tilesOf(300);
    const forged = tilesOf(500, leaves.with(120, leafHash(new TextEncoder().encode('forged'))));
    const proof = await new TiledTree(500, forged.read).consistencyProof(300);
    expect(
      verifyConsistency({ oldSize: 300, oldRoot: kept.root, newSize: 500, newRoot: forged.root, proof }),
    ).toMatchObject({ fault: 'root-mismatch' });
  });

  it('or is no proof at all never throws', () => {
    const odd = fc.oneof(
      fc.integer(),
      fc.double(),
      fc.constant(undefined),
      fc.string(),
      fc.maxSafeInteger(),
    ) as fc.Arbitrary<number>;
    const thing = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      anyHash,
      fc.anything(),
    ) as fc.Arbitrary<Uint8Array>;
    const things = fc.oneof(
      fc.array(anyHash, { maxLength: 80 }),
      fc.array(thing),
      fc.anything(),
    ) as fc.Arbitrary<Uint8Array[]>;
    fc.assert(
      fc.property(odd, odd, thing, thing, things, (a, b, x, y, proof) => {
        expect(verifyInclusion({ index: a, size: b, leafHash: x, root: y, proof }).ok).toBe(false);
        const claim = { oldSize: a, newSize: b, oldRoot: x, newRoot: y, proof };
        if (a !== b) expect(verifyConsistency(claim).ok).toBe(false);
        else expect(typeof verifyConsistency(claim).ok).toBe('boolean');
      }),
      { numRuns: 1000 },
    );
  });

  it('need not be: equal sizes and the empty tree', () => {
    const empty = EMPTY_ROOT;
    const root = tilesOf(5).root;
    const claim = { oldSize: 5, newSize: 5, oldRoot: root, newRoot: root, proof: [] };
    expect(verifyConsistency(claim).ok).toBe(true);
    expect(verifyConsistency({ ...claim, newRoot: empty })).toMatchObject({ fault: 'root-mismatch' });
    expect(verifyConsistency({ ...claim, proof: [root] })).toMatchObject({ fault: 'wrong-proof-length' });
    expect(verifyConsistency({ ...claim, oldSize: 0, oldRoot: empty }).ok).toBe(true);
    expect(verifyConsistency({ ...claim, oldSize: 0 })).toMatchObject({ fault: 'root-mismatch' });
    expect(verifyConsistency({ ...claim, newSize: 6 })).toMatchObject({ fault: 'wrong-proof-length' });
  });
});
