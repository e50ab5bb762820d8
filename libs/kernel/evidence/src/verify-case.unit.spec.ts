import { describe, expect, it } from '@jest/globals';
import { type EvidenceRecord, verifyEvidence, type VerifyOptions } from './index.js';
import { CASE, caseBundle, eventRecord, logOf, sampleLog, signer } from './sample-log.test-support.js';

type Records = Exclude<EvidenceRecord, { record: 'end' }>[];

async function* once(bytes: Uint8Array) {
  yield await Promise.resolve(bytes);
}
const verify = (bytes: Uint8Array, options?: VerifyOptions) => verifyEvidence(once(bytes), options);
const isEvent = (record: Records[number]) => record.record === 'event';
/** The nth event of the case, changed. */
const withEvent =
  (n: number, change: (text: string) => string) =>
  (records: Records): Records => {
    const at = records.flatMap((one, index) => (isEvent(one) ? [index] : []))[n]!;
    return records.with(at, JSON.parse(change(JSON.stringify(records[at]))) as Records[number]);
  };

describe('Evidence of a case', () => {
  const log = sampleLog(20);

  it('proves that its events are in the log, in order, none missing', async () => {
    const verdict = await verify(await caseBundle(log), { keys: [signer] });
    expect(verdict).toMatchObject({ ok: true, kind: 'case', caseId: CASE, size: 20, events: 7, payloads: 7 });
    expect(verdict.proven.join()).toContain('7 events of case');
    expect(verdict.notProven.join()).toContain('no later events');
  });

  it('says what is not proven where payloads are not given', async () => {
    const bare = (records: Records): Records =>
      records.map((one) => (one.record === 'event' ? { ...one, salt: undefined, payload: undefined } : one));
    const verdict = await verify(await caseBundle(log, { change: bare }));
    expect(verdict).toMatchObject({ ok: true, payloads: 0 });
    expect(verdict.notProven.join()).toMatch(/taken from the bundle.*7 payloads/);
  });

  it.each([
    ['a payload', withEvent(2, (text) => text.replace('{\\"at\\":6}', '{\\"at\\":7}')), 'payload-altered', 6],
    [
      'an entry',
      withEvent(2, (text) => text.replace('sample.counted', 'sample.doubled')),
      'root-mismatch',
      6,
    ],
    ['a place', withEvent(2, (text) => text.replace('"index":6', '"index":7')), 'root-mismatch', 7],
    ['a salt left out', withEvent(2, (text) => text.replace(/"salt":"[^"]+",/, '')), 'wrong-shape', 6],
    [
      'a proof cut off',
      withEvent(2, (text) => text.replace(/"proof":\["[^"]+",/, '"proof":[')),
      'wrong-proof-length',
      6,
    ],
    ['an event left out', (records: Records) => records.toSpliced(4, 1), 'sequence-gap', 9],
    ['the first event left out', (records: Records) => records.toSpliced(2, 1), 'sequence-gap', 3],
    [
      'two events exchanged',
      (records: Records) => [...records.slice(0, 3), records[4]!, records[3]!, ...records.slice(5)],
      'sequence-gap',
      6,
    ],
    [
      'all events left out',
      (records: Records) => records.filter((one) => !isEvent(one)),
      'entry-missing',
      undefined,
    ],
  ])('shows %s', async (_, change, fault, index) => {
    const { ok, proven, faults } = await verify(await caseBundle(log, { change }));
    expect([ok, proven, faults[0]?.fault, faults[0]?.index]).toEqual([false, [], fault, index]);
  });

  it('takes no event of another case, and no other version of a program', async () => {
    const stranger = await eventRecord(log, 1);
    const added = (records: Records): Records => [...records, stranger];
    expect((await verify(await caseBundle(log, { change: added }))).faults).toMatchObject([
      { fault: 'other-case', index: 1 },
    ]);
    const programs = sampleLog(9, (at) =>
      at === 1 || at === 2
        ? { programId: 'chips', version: at }
        : at === 3
          ? { programId: 'chips', programVersion: 2 }
          : { at },
    );
    const publication = async (at: number) => {
      const published = await eventRecord(programs, at, 'program');
      return verify(await caseBundle(programs, { change: (records) => [...records, published] }));
    };
    expect(await publication(2)).toMatchObject({ ok: true });
    expect((await publication(1)).faults).toMatchObject([{ fault: 'program-not-of-case', index: 1 }]);
    expect((await publication(4)).faults).toMatchObject([{ fault: 'program-not-of-case', index: 4 }]);
  });

  it('agrees with a checkpoint that somebody kept, or says why not', async () => {
    const known = async (size: number, of = log) => [{ name: 'kept.txt', note: await of.checkpoint(size) }];
    expect(await verify(await caseBundle(log, { since: 11 }), { known: await known(11) })).toMatchObject({
      ok: true,
    });
    expect(await verify(await caseBundle(log), { known: await known(20) })).toMatchObject({ ok: true });
    expect((await verify(await caseBundle(log), { known: await known(11) })).faults).toMatchObject([
      { fault: 'no-consistency-proof' },
    ]);
    const rewritten = sampleLog(20, (at) => ({ at: at === 4 ? -1 : at }));
    expect(
      (await verify(await caseBundle(rewritten, { since: 11 }), { known: await known(11) })).faults,
    ).toMatchObject([{ fault: 'root-mismatch', end: 11 }]);
    // The last event of the case and what came after it are gone, and the rest was signed again.
    const cut = { ...logOf(log.stored.slice(0, 18)), leaves: log.leaves.slice(0, 18) };
    expect(await verify(await caseBundle(cut))).toMatchObject({ ok: true, events: 6 });
    expect((await verify(await caseBundle(cut), { known: await known(20) })).faults).toMatchObject([
      { fault: 'size-shrank', index: 18, end: 20 },
    ]);
  });

  it('names the documents that its events prove', async () => {
    const added = { documentId: 'd1', slot: 'plan', size: 3, sha256: 'ab'.repeat(32), applicationId: 'a' };
    const withPaper = sampleLog(7, (at) => (at === 3 ? added : { at }));
    const { documents } = await verify(await caseBundle(withPaper));
    expect(documents).toEqual([{ documentId: 'd1', slot: 'plan', size: 3, sha256: added.sha256 }]);
  });
});
