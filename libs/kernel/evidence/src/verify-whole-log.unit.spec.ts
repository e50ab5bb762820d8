import { leafHash, signerFromSeed } from '@doyak/kernel/transparency-log';
import { describe, expect, it } from '@jest/globals';
import { checkEntries, entriesRecord, verifyEvidence, type VerifyOptions } from './index.js';
import { logBundle, logOf, ORIGIN, sampleLog, signer } from './sample-log.test-support.js';

async function* inPieces(bytes: Uint8Array, size = 4_096) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
const verify = (bytes: Uint8Array, options?: VerifyOptions) => verifyEvidence(inPieces(bytes), options);
const known = async (log: { checkpoint(size?: number): Promise<string> }, size?: number) => ({
  name: 'checkpoint.txt',
  note: await log.checkpoint(size),
});

describe('A bundle of the whole log', () => {
  it('holds from its bytes alone, however they arrive, with and without payloads', async () => {
    const log = sampleLog(300);
    for (const perLine of [256, 100]) {
      const bytes = await logBundle(log, { perLine });
      const older = [await known(log, 255), await known(log)];
      const verdict = await verify(bytes, { keys: [signer], known: older });
      expect(verdict).toMatchObject({ ok: true, size: 300, events: 300, payloads: 300, faults: [] });
      expect(verdict.proven.join()).toContain('Nothing of the 255 events at checkpoint.txt was altered');
    }
    const bare = await verify(await logBundle(log, { payloads: false }));
    expect(bare).toMatchObject({ ok: true, payloads: 0 });
    expect(bare.notProven.join()).toMatch(/keys.*taken from the bundle.*300 payloads.*--since/);
    expect(await verify(await logBundle(sampleLog(0)))).toMatchObject({ ok: true, events: 0 });
    expect((await verifyEvidence(inPieces(await logBundle(log), 7))).ok).toBe(true);
  });

  it('shows each flipped byte of its entries, hashes, salts and payloads, and names the event', async () => {
    const log = sampleLog(5);
    const lines = (await logBundle(log)).toString().split('\n');
    const line = Buffer.from(lines[3]!);
    const stray: string[] = [];
    for (let at = 0; at < line.length; at += 1) {
      const altered = Buffer.from(line);
      altered[at]! ^= 1;
      const checked = checkEntries(altered);
      // What is read from base64 may be the same bytes still; then the last line finds it, below.
      if (
        checked.ok &&
        !Buffer.from(checked.hashes).equals(Buffer.concat(log.stored.map(({ leafHash: hash }) => hash)))
      )
        stray.push(`byte ${at}: passed`);
      if (!checked.ok && checked.fault !== 'wrong-shape' && checked.index === undefined)
        stray.push(`byte ${at}: ${checked.fault} without an index`);
    }
    expect(stray).toEqual([]);
    // Which event it is: each byte of each entry.
    for (const [index, { entry }] of log.stored.entries()) {
      for (let at = 0; at < entry.length; at += 1) {
        const altered = log.stored.map((one) => ({ ...one }));
        const bytes = entry.slice();
        bytes[at]! ^= 1;
        altered[index] = { ...altered[index]!, entry: bytes };
        const checked = checkEntries(
          Buffer.from(JSON.stringify(entriesRecord(0, altered, { payloads: true }))),
        );
        if (checked.ok || checked.index !== index) stray.push(`entry ${index}, byte ${at}`);
      }
    }
    expect(stray).toEqual([]);
  }, 60_000);

  it('shows each flipped byte of the file, wherever it is', async () => {
    const bytes = await logBundle(sampleLog(2));
    const entries = bytes.indexOf('{"record":"entries"');
    const end = bytes.indexOf('{"record":"end"');
    const passed: number[] = [];
    // Of the entries' line, of which each byte is flipped above, every fifth.
    for (let at = 0; at < bytes.length; at += at > entries && at < end ? 5 : 1) {
      const altered = Buffer.from(bytes);
      altered[at]! ^= 1;
      const { ok, faults } = await verify(altered);
      if (ok || faults.length === 0) passed.push(at);
    }
    expect(passed).toEqual([]);
    expect(bytes.length).toBeGreaterThan(2_000);
  }, 60_000);

  it('shows a payload that was altered where events are kept', async () => {
    const log = sampleLog(20);
    const altered = log.stored.map((one) => ({ ...one }));
    altered[7] = { ...altered[7]!, payload: { ...altered[7]!.payload!, data: Buffer.from('{"at":8}') } };
    const verdict = await verify(await logBundle({ ...log, stored: altered }));
    expect(verdict).toMatchObject({
      ok: false,
      proven: [],
      faults: [{ fault: 'payload-altered', index: 7 }],
    });
  });

  it('shows an event that was altered together with its hash: the root is another', async () => {
    const log = sampleLog(20);
    const entry = Buffer.from(
      Buffer.from(log.stored[7]!.entry).toString().replace('"id":"sample"', '"id":"simple"'),
    );
    const altered = log.stored.with(7, { ...log.stored[7]!, entry, leafHash: leafHash(entry) });
    const bytes = await logBundle({ ...log, stored: altered });
    expect((await verify(bytes, { known: [await known(log, 5)] })).faults).toEqual([
      expect.objectContaining({ fault: 'root-mismatch', index: 5, end: 20 }),
    ]);
  });

  it('shows a log that was cut off and signed again, by a checkpoint that somebody kept', async () => {
    const log = sampleLog(20);
    const cut = logOf(log.stored.slice(0, 18));
    const bytes = await logBundle(cut);
    expect(await verify(bytes)).toMatchObject({ ok: true });
    expect((await verify(bytes, { known: [await known(log)] })).faults).toEqual([
      expect.objectContaining({ fault: 'size-shrank', index: 18, end: 20 }),
    ]);
  });

  it('shows a log that was written anew and signed again, by a checkpoint that somebody kept', async () => {
    const log = sampleLog(20);
    const other = sampleLog(30, (at) => ({ at: at === 12 ? -1 : at }));
    const bytes = await logBundle(other);
    expect(await verify(bytes)).toMatchObject({ ok: true });
    expect((await verify(bytes, { known: [await known(log, 10), await known(log)] })).faults).toEqual([
      expect.objectContaining({ fault: 'root-mismatch', index: 10, end: 20 }),
    ]);
  });

  it("shows the last event of a case that was left out, even without any other checkpoint, once the case's stream goes on", async () => {
    const log = sampleLog(20);
    const without = logOf(log.stored.toSpliced(15, 1));
    expect((await verify(await logBundle(without))).faults).toEqual([
      expect.objectContaining({ fault: 'stream-gap', index: 17 }),
    ]);
  });

  it('is not accepted from a key that is not known, nor without the witnesses that are asked for', async () => {
    const log = sampleLog(3);
    const thief = signerFromSeed(ORIGIN, new Uint8Array(32).fill(6));
    const bytes = await logBundle(log, { note: await log.checkpoint(3, thief) });
    expect((await verify(bytes, { keys: [signer] })).faults).toMatchObject([{ fault: 'no-known-signature' }]);
    expect((await verify(await logBundle(log), { quorum: 1 })).faults).toMatchObject([
      { fault: 'too-few-cosignatures' },
    ]);
    const foreign = { name: 'theirs.txt', note: await log.checkpoint(2, thief) };
    expect((await verify(await logBundle(log), { keys: [signer], known: [foreign] })).faults).toMatchObject([
      { fault: 'checkpoint-not-accepted' },
    ]);
  });

  it('is refused cut off, with something added, with lines out of order, and as something else', async () => {
    const lines = (await logBundle(sampleLog(20), { perLine: 10 })).toString().split('\n');
    const faultOf = async (text: string) => (await verify(Buffer.from(text))).faults[0]?.fault;
    expect(await faultOf(lines.slice(0, -2).join('\n'))).toBe('file-cut-off');
    expect(await faultOf(`${lines.join('\n')}{}\n`)).toBe('file-altered');
    expect(await faultOf(lines.slice(0, -1).join('\n'))).toBe('file-altered');
    expect(await faultOf([...lines.slice(0, 3), lines[4], lines[3], ...lines.slice(5)].join('\n'))).toBe(
      'out-of-order',
    );
    expect(await faultOf([...lines.slice(0, 3), ...lines.slice(4)].join('\n'))).toBe('out-of-order');
    for (const text of ['', '{}', 'PK\u0003', '\n\n\n', lines[0]!])
      expect(await faultOf(text)).toBe('wrong-shape');
  });
});
