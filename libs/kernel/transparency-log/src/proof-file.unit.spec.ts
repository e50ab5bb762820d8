import { describe, expect, it } from '@jest/globals';

import {
  formatProofFile,
  leafHash,
  parseProofFile,
  signCheckpoint,
  signerFromSeed,
  TiledTree,
  TreeBuilder,
  verifyProofFile,
  type Checked,
  type LogPolicy,
} from './index.js';

function value<T>(checked: Checked<T>): T {
  if (!checked.ok) throw new Error(checked.detail);
  return checked.value;
}

const log = signerFromSeed('log.example/a', new Uint8Array(32).fill(1));

describe('proof files', () => {
  const entry = (i: number) => new TextEncoder().encode(`entry ${i}`);
  const policy: LogPolicy = { origin: 'log.example/a', keys: [log] };

  async function proofFile(index: number, size = 200) {
    const tree = new TreeBuilder();
    for (let i = 0; i < size; i++) tree.append(leafHash(entry(i)));
    const proof = await new TiledTree(size, () => tree.partialTiles()[0]!).inclusionProof(index);
    return {
      index,
      proof,
      checkpoint: await signCheckpoint({ origin: 'log.example/a', size, root: tree.root() }, log),
    };
  }

  it('read back what was written and prove the entry, with no help', async () => {
    for (const file of [
      await proofFile(0, 1),
      await proofFile(73),
      { ...(await proofFile(199)), extra: Uint8Array.of(1, 2, 3) },
    ]) {
      const text = formatProofFile(file);
      expect(text.startsWith('c2sp.org/tlog-proof@v1\n')).toBe(true);
      expect(value(parseProofFile(text))).toEqual(file);
      expect(value(verifyProofFile(text, leafHash(entry(file.index)), policy)).index).toBe(file.index);
      expect(verifyProofFile(text, leafHash(entry(file.index + 1)), policy)).toMatchObject({
        fault: 'root-mismatch',
      });
    }
  });

  it('do not hold once any character is another', async () => {
    const text = formatProofFile(await proofFile(73, 100));
    const leaf = leafHash(entry(73));
    for (let at = 0; at < text.length; at++) {
      const altered = text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
      expect(verifyProofFile(altered, leaf, policy).ok).toBe(false);
      expect(verifyProofFile(text.slice(0, at), leaf, policy).ok).toBe(false);
    }
  });

  it('are refused when malformed', async () => {
    const text = formatProofFile(await proofFile(7));
    for (const [from, to] of [
      ['@v1', '@v2'],
      ['index 7', 'index 07'],
      ['index 7', 'Index 7'],
      ['index 7', 'extra !\nindex 7'],
      ['index 7\n', ''],
      ['\n\n', '\n'],
      ['index 7\n', 'index 7\nAAAA\n'],
    ] as const) {
      expect(parseProofFile(text.replace(from, to)).ok).toBe(false);
    }
    expect(
      parseProofFile(
        text.replace('index 7\n', `index 7\n${`${Buffer.alloc(32).toString('base64')}\n`.repeat(60)}`),
      ),
    ).toMatchObject({ fault: 'wrong-proof-length' });
    expect(parseProofFile('x'.repeat(600_000))).toMatchObject({ fault: 'too-large' });
    const file = await proofFile(7);
    expect(() => formatProofFile({ ...file, index: -1 })).toThrow(RangeError);
    expect(() => formatProofFile({ ...file, proof: [new Uint8Array(31)] })).toThrow(RangeError);
    expect(() => formatProofFile({ ...file, checkpoint: 'no note' })).toThrow(RangeError);
  });
});
