import { describe, expect, it } from '@jest/globals';

import { encodeLeaf, leafHash, verifyCaseChain, type CaseLeaf, type LeafEnvelope } from './index.js';

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

/** A case of `count` events over two streams, every seventh entry of the log. */
function chain(
  count: number,
  bend: (envelope: LeafEnvelope, position: number) => LeafEnvelope = (same) => same,
): CaseLeaf[] {
  const leaves: CaseLeaf[] = [];
  for (let i = 0; i < count; i++) {
    const previous = leaves.at(-1);
    const envelope = bend(
      {
        v: 1,
        id: `event-${i}`,
        type: 'cases.case-opened',
        schemaVersion: 1,
        stream: `case-${i % 2}`,
        streamVersion: 1 + Math.floor(i / 2),
        case: 'c1',
        caseSequence: i + 1,
        ...(previous && { casePrevious: base64(leafHash(previous.entry)) }),
        actor: { kind: 'system', id: 'timer' },
        authority: 'role:system',
        commandId: `command-${i}`,
        occurredAt: '2026-03-02T00:00:00.000Z',
        recordedAt: '2026-03-02T00:00:00.000Z',
        payload: { alg: 'sha256-salted', commitment: base64(new Uint8Array(32).fill(i)) },
      },
      i,
    );
    leaves.push({ index: i * 7, entry: encodeLeaf(envelope) });
  }
  return leaves;
}

describe('verifyCaseChain', () => {
  it('accepts all events of a case', () => {
    const verified = verifyCaseChain(chain(9), { caseId: 'c1', length: 9 });
    expect(verified).toMatchObject({ ok: true, value: { caseId: 'c1' } });
    expect(verified.ok && verified.value.leaves.map((leaf) => leaf.id)).toEqual(
      Array.from({ length: 9 }, (_, i) => `event-${i}`),
    );
    expect(verifyCaseChain([])).toMatchObject({ ok: true });
  });

  it('finds each event that is left out, and the last one when the length is known', () => {
    const leaves = chain(9);
    for (let i = 0; i < 8; i++) {
      expect(verifyCaseChain(leaves.toSpliced(i, 1))).toMatchObject({
        ok: false,
        fault: 'sequence-gap',
        position: i,
      });
    }
    expect(verifyCaseChain(leaves.slice(0, -1), { length: 9 })).toMatchObject({
      ok: false,
      fault: 'chain-cut-off',
      position: 8,
    });
    expect(verifyCaseChain([], { caseId: 'c1', length: 1 })).toMatchObject({
      ok: false,
      fault: 'chain-cut-off',
      position: 0,
    });
  });

  it('finds an event put in the place of another', () => {
    const leaves = chain(9);
    for (let i = 0; i < 8; i++) {
      const forged = chain(9, (envelope, at) =>
        at === i ? { ...envelope, authority: 'role:other' } : envelope,
      )[i]!;
      expect(verifyCaseChain(leaves.with(i, forged))).toMatchObject({
        ok: false,
        fault: 'broken-link',
        position: i + 1,
      });
    }
  });

  it('finds events exchanged, doubled, of another case, and versions left out of a stream', () => {
    const leaves = chain(5);
    expect(verifyCaseChain(leaves.with(1, leaves[2]!).with(2, leaves[1]!))).toMatchObject({
      fault: 'sequence-gap',
      position: 1,
    });
    expect(verifyCaseChain(leaves.toSpliced(1, 0, leaves[0]!))).toMatchObject({
      fault: 'sequence-gap',
      position: 1,
    });
    expect(verifyCaseChain(leaves.map((leaf) => ({ ...leaf, index: 3 })))).toMatchObject({
      fault: 'out-of-order',
      position: 1,
    });
    expect(verifyCaseChain(leaves, { caseId: 'c2' })).toMatchObject({ fault: 'other-case', position: 0 });
    expect(verifyCaseChain(chain(5, (one, at) => (at === 3 ? { ...one, case: 'c2' } : one)))).toMatchObject({
      fault: 'other-case',
      position: 3,
    });
    expect(
      verifyCaseChain(chain(5, (one, at) => (at === 4 ? { ...one, streamVersion: 9 } : one))),
    ).toMatchObject({ fault: 'stream-gap', position: 4 });
  });

  it('finds every flipped byte, at its event or the next', () => {
    const leaves = chain(3);
    leaves.slice(0, 2).forEach(({ index, entry }, position) => {
      for (let at = 0; at < entry.length; at++) {
        const altered = entry.slice();
        altered[at]! ^= 1;
        const verdict = verifyCaseChain(leaves.with(position, { index, entry: altered }));
        expect(
          verdict.ok
            ? `byte ${at} of event ${position} not found`
            : [position, position + 1].includes(verdict.position),
        ).toBe(true);
      }
    });
  });
});
