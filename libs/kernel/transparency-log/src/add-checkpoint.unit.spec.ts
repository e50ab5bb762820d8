import { describe, expect, it } from '@jest/globals';

import {
  formatAddCheckpoint,
  judgeCheckpoint,
  leafHash,
  parseAddCheckpoint,
  parseSize,
  signCheckpoint,
  signerFromSeed,
  TiledTree,
  TreeBuilder,
  type Witnessed,
} from './index.js';
import { tilesOf } from './sample-tiles.test-support.js';

const ORIGIN = 'log.example/doyak';
const signer = signerFromSeed(ORIGIN, new Uint8Array(32).fill(7));
const stranger = signerFromSeed(ORIGIN, new Uint8Array(32).fill(8));
const logs = [{ origin: ORIGIN, keys: [signer] }];

/** The example of C2SP tlog-witness. */
const EXAMPLE = `old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=
`;

const tree = new TiledTree(300, tilesOf(300).read);
const root = (size: number) => tree.root(size);

async function request(
  size: number,
  oldSize: number,
  change: { proofOf?: number; key?: typeof signer } = {},
) {
  const checkpoint = await signCheckpoint(
    { origin: ORIGIN, size, root: await root(size) },
    change.key ?? signer,
  );
  const from = change.proofOf ?? oldSize;
  return formatAddCheckpoint({ oldSize, proof: await tree.consistencyProof(from, size), checkpoint });
}
const judge = (body: string, last?: Witnessed) => judgeCheckpoint(body, logs, () => last);
const seen = async (size: number): Promise<Witnessed> => ({ size, root: await root(size) });

describe('A request to a witness', () => {
  it('is read and written as in the specification', () => {
    const read = parseAddCheckpoint(EXAMPLE);
    expect(read).toMatchObject({ ok: true, value: { oldSize: 20852014 } });
    if (read.ok) expect(formatAddCheckpoint(read.value)).toBe(EXAMPLE);
    expect(parseAddCheckpoint(new TextEncoder().encode(EXAMPLE))).toEqual(read);
  });

  it.each([
    ['no old size', EXAMPLE.replace('old ', 'new ')],
    ['a leading zero', EXAMPLE.replace('old 2', 'old 02')],
    ['half a hash', EXAMPLE.replace('PlRN', '')],
    ['no blank line', EXAMPLE.replaceAll('\n\n', '\n')],
    ['no signature', EXAMPLE.slice(0, EXAMPLE.indexOf('—'))],
    ['64 hashes', EXAMPLE.replace(/(PlRN.*\n)/, (line) => line.repeat(61))],
    ['nothing', ''],
  ])('with %s is refused', (_, body) => {
    expect(parseAddCheckpoint(body).ok).toBe(false);
    expect(judge(body)).toMatchObject({ status: 400 });
  });

  it('is refused unread beyond its bound', () => {
    expect(parseAddCheckpoint(`old 0\n\n${'x'.repeat(300_000)}`)).toMatchObject({ fault: 'too-large' });
  });

  it('is not written for what the format cannot hold', () => {
    const given = { oldSize: 1, proof: [], checkpoint: EXAMPLE.slice(EXAMPLE.indexOf('\n\n') + 2) };
    expect(() => formatAddCheckpoint({ ...given, oldSize: -1 })).toThrow(RangeError);
    expect(() => formatAddCheckpoint({ ...given, proof: [new Uint8Array(31)] })).toThrow(RangeError);
    expect(() => formatAddCheckpoint({ ...given, checkpoint: 'x' })).toThrow(RangeError);
  });
});

describe('A witness', () => {
  it('cosigns what is consistent with what it cosigned before', async () => {
    for (const [size, last] of [
      [1, undefined],
      [300, undefined],
      [300, await seen(0)],
      [300, await seen(255)],
      [300, await seen(256)],
      [300, await seen(300)],
    ] as const) {
      const verdict = judge(await request(size, last?.size ?? 0), last);
      expect(verdict).toMatchObject({ status: 200, checkpoint: { size } });
    }
  });

  it('tells the size it knows when the old size is another, 0 for a log it never cosigned', async () => {
    expect(judge(await request(300, 0), await seen(255))).toMatchObject({ status: 409, size: 255 });
    expect(judge(await request(300, 256), await seen(255))).toMatchObject({ status: 409, size: 255 });
    expect(judge(await request(300, 10))).toMatchObject({ status: 409, size: 0 });
  });

  it('refuses a smaller tree, and another of the same size', async () => {
    expect(judge(await request(200, 200), await seen(300))).toMatchObject({ status: 409, size: 300 });
    expect(judge(await request(300, 300), { size: 300, root: leafHash(new Uint8Array(1)) })).toMatchObject({
      status: 409,
      size: 300,
    });
  });

  it('refuses a tree that does not begin with the one it knows', async () => {
    const other = new TreeBuilder();
    for (let leaf = 0; leaf < 255; leaf += 1) other.append(leafHash(Uint8Array.of(leaf, 1)));
    expect(judge(await request(300, 255), { size: 255, root: other.root() })).toMatchObject({ status: 422 });
    expect(judge(await request(300, 255, { proofOf: 254 }), await seen(255))).toMatchObject({ status: 422 });
    expect(judge(await request(300, 0, { proofOf: 254 }))).toMatchObject({ status: 422 });
  });

  it('refuses an old size beyond the checkpoint, an unknown log and an unknown key', async () => {
    const body = await request(200, 200);
    expect(judge(body.replace('old 200', 'old 201'))).toMatchObject({ status: 400 });
    expect(judgeCheckpoint(body, [], () => undefined)).toMatchObject({ status: 404 });
    expect(judge(await request(200, 0, { key: stranger }))).toMatchObject({ status: 403 });
  });
});

describe('The answer 409', () => {
  it('is a size and a newline', () => {
    expect(parseSize('20852014\n')).toBe(20852014);
    for (const body of ['', '\n', '1', '01\n', '-1\n', '1\n\n', '99999999999999999999\n'])
      expect(parseSize(body)).toBeUndefined();
  });
});
