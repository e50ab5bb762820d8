import { describe, expect, it } from '@jest/globals';

import {
  encodeEntryBundle,
  leafHash,
  TreeBuilder,
  tilePath,
  verifyLog,
  type LogBatch,
  type StoredTiles,
} from './index.js';

const entryOf = (i: number) => new TextEncoder().encode(`{"entry":${i},"text":"${'x'.repeat(i % 5)}"}`);

interface StoredLog {
  readonly entries: Uint8Array[];
  readonly bundles: Uint8Array[];
  readonly tiles: Map<string, Uint8Array>;
  readonly checkpoint: { size: number; root: Uint8Array };
  readonly rootAt: (size: number) => { size: number; root: Uint8Array };
}

function logOf(size: number, entry = entryOf): StoredLog {
  const tree = new TreeBuilder();
  const entries = Array.from({ length: size }, (_, i) => entry(i));
  const roots = entries.map((one) => {
    tree.append(leafHash(one));
    return tree.root();
  });
  const tiles = new Map(tree.takeFullTiles().map((tile) => [tilePath(tile.level, tile.index), tile.hashes]));
  tree.partialTiles().forEach((hashes, level) => {
    if (hashes.length > 0)
      tiles.set(tilePath(level, Math.floor(size / 256 ** (level + 1)), hashes.length / 32), hashes);
  });
  const bundles: Uint8Array[] = [];
  for (let i = 0; i < size; i += 256) bundles.push(encodeEntryBundle(entries.slice(i, i + 256)));
  return {
    entries,
    bundles,
    tiles,
    checkpoint: { size, root: tree.root() },
    rootAt: (at) => ({ size: at, root: roots[at - 1]! }),
  };
}

const tilesOf =
  (log: StoredLog): StoredTiles =>
  (level, index, width) =>
    log.tiles.get(tilePath(level, index, width));

async function* one(batch: LogBatch): AsyncGenerator<LogBatch> {
  yield batch;
}

describe('verifyLog', () => {
  it('accepts a log, from bundles or rows, with and without tiles', async () => {
    for (const size of [0, 1, 255, 256, 257, 700]) {
      const log = logOf(size);
      expect(await verifyLog(log.bundles, log.checkpoint, { tiles: tilesOf(log) })).toEqual({
        ok: true,
        size,
      });
      expect(await verifyLog(log.bundles, log.checkpoint)).toEqual({ ok: true, size });
      const leafHashes = Buffer.concat(log.entries.map(leafHash));
      for (const batch of [{ entries: log.entries, leafHashes }, { hashed: leafHashes }])
        expect(await verifyLog(one(batch), log.checkpoint)).toEqual({ ok: true, size });
      const surplus = Buffer.concat([leafHashes, leafHash(entryOf(size))]);
      expect(await verifyLog(one({ hashed: surplus }), log.checkpoint)).toMatchObject({
        fault: 'entry-surplus',
        index: size,
      });
    }
  });

  it('finds each flipped byte of the stored entries and names the index', async () => {
    const log = logOf(262);
    const wrong: string[] = [];
    for (const [b, bundle] of log.bundles.entries()) {
      let at = 0;
      for (const [i, entry] of log.entries.slice(b * 256, b * 256 + 256).entries()) {
        for (const end = at + 2 + entry.length; at < end; at++) {
          bundle[at]! ^= 0x01;
          const verdict = await verifyLog(log.bundles, log.checkpoint, { tiles: tilesOf(log) });
          if (verdict.ok || verdict.index !== b * 256 + i)
            wrong.push(`byte ${at} of bundle ${b}: ${JSON.stringify(verdict)}`);
          bundle[at]! ^= 0x01;
        }
      }
    }
    expect(wrong.slice(0, 5)).toEqual([]);
  }, 120_000);

  it('finds each flipped byte of the stored tiles: the index at level 0, the entries below it above', async () => {
    const log = logOf(600);
    const wrong: string[] = [];
    for (const [path, tile] of log.tiles) {
      const level = Number(path[5]);
      const tileIndex = Number(/(\d{3})(\.p|$)/.exec(path)![1]);
      for (let at = 0; at < tile.length; at += 7) {
        tile[at]! ^= 0x80;
        const verdict = await verifyLog(log.bundles, log.checkpoint, { tiles: tilesOf(log) });
        const start = (tileIndex * 256 + Math.floor(at / 32)) * 256 ** level;
        if (verdict.ok || verdict.index !== start || verdict.end !== start + 256 ** level)
          wrong.push(`${path} ${at}: ${JSON.stringify(verdict)}`);
        tile[at]! ^= 0x80;
      }
    }
    expect(wrong.slice(0, 5)).toEqual([]);
  }, 120_000);

  it('finds a leaf hash stored beside an entry that is not its own, too few of them, and a tile too long', async () => {
    const log = logOf(300);
    const leafHashes = new Uint8Array(Buffer.concat(log.entries.map(leafHash)));
    leafHashes[123 * 32 + 5]! ^= 1;
    expect(await verifyLog([{ entries: log.entries, leafHashes }], log.checkpoint)).toMatchObject({
      fault: 'entry-altered',
      index: 123,
    });
    const short = new Uint8Array(32 * 100);
    short.set(Buffer.concat(log.entries.slice(0, 100).map(leafHash)));
    expect(await verifyLog([{ entries: log.entries, leafHashes: short }], log.checkpoint)).toMatchObject({
      fault: 'entry-altered',
      index: 100,
    });
    log.tiles.set('tile/0/000', Buffer.concat([log.tiles.get('tile/0/000')!, new Uint8Array(1)]));
    expect(await verifyLog(log.bundles, log.checkpoint, { tiles: tilesOf(log) })).toMatchObject({
      fault: 'tile-altered',
      index: 255,
    });
  });

  it('finds entries removed, added, exchanged and doubled', async () => {
    const log = logOf(600);
    const { entries, checkpoint } = log;
    const check = (altered: Uint8Array[]) =>
      verifyLog([{ entries: altered }], checkpoint, { tiles: tilesOf(log) });
    expect(await check(entries.slice(0, 599))).toMatchObject({
      ok: false,
      fault: 'entry-missing',
      index: 599,
      end: 600,
    });
    expect(await check([])).toMatchObject({ ok: false, fault: 'entry-missing', index: 0, end: 600 });
    expect(await check([...entries, entryOf(600)])).toMatchObject({
      ok: false,
      fault: 'entry-surplus',
      index: 600,
    });
    expect(await check(entries.toSpliced(100, 1))).toMatchObject({
      ok: false,
      fault: 'entry-altered',
      index: 100,
    });
    expect(await check(entries.with(10, entries[20]!).with(20, entries[10]!))).toMatchObject({
      ok: false,
      fault: 'entry-altered',
      index: 10,
    });
    expect(await check(entries.toSpliced(300, 0, entries[300]!))).toMatchObject({ ok: false, index: 301 });
    expect(await verifyLog([log.bundles[0]!.slice(0, -1)], checkpoint)).toMatchObject({
      ok: false,
      fault: 'malformed',
      index: 0,
      end: 256,
    });
    expect(await verifyLog([...log.bundles, Uint8Array.of(0)], checkpoint)).toMatchObject({
      ok: false,
      fault: 'malformed',
      index: 600,
    });
  });

  it('finds a log rewritten and signed anew, by an older checkpoint that was kept', async () => {
    const log = logOf(700);
    const forged = logOf(700, (i) => (i === 300 ? entryOf(9999) : entryOf(i)));
    expect(await verifyLog(forged.bundles, forged.checkpoint, { tiles: tilesOf(forged) })).toEqual({
      ok: true,
      size: 700,
    });
    expect(
      await verifyLog(forged.bundles, forged.checkpoint, { earlier: [log.rootAt(650), log.rootAt(257)] }),
    ).toMatchObject({
      ok: false,
      fault: 'root-mismatch',
      index: 257,
      end: 650,
    });
    const restored = logOf(500);
    expect(
      await verifyLog(restored.bundles, restored.checkpoint, { earlier: [log.rootAt(650)] }),
    ).toMatchObject({
      ok: false,
      fault: 'entry-missing',
      index: 500,
      end: 650,
    });
    expect(
      await verifyLog(log.bundles, log.checkpoint, {
        earlier: [log.rootAt(1), log.rootAt(256), log.rootAt(700)],
      }),
    ).toEqual({ ok: true, size: 700 });
  });

  it('finds entry, leaf hash and tile altered together, down to what the tiles above still say', async () => {
    const log = logOf(600);
    const forged = logOf(600, (i) => (i === 300 ? entryOf(9999) : entryOf(i)));
    log.tiles.set('tile/0/001', forged.tiles.get('tile/0/001')!);
    expect(await verifyLog(forged.bundles, log.checkpoint, { tiles: tilesOf(log) })).toMatchObject({
      fault: 'tile-altered',
      index: 256,
      end: 512,
    });
    expect(await verifyLog(forged.bundles, log.checkpoint, { tiles: tilesOf(forged) })).toMatchObject({
      fault: 'root-mismatch',
      index: 0,
      end: 600,
    });
  });

  it('lets an error of the source through', async () => {
    async function* broken(): AsyncGenerator<LogBatch> {
      yield logOf(1).bundles[0]!;
      throw new Error('disk');
    }
    await expect(verifyLog(broken(), { size: 2, root: new Uint8Array(32) })).rejects.toThrow('disk');
  });
});
