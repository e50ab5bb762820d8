import { randomUUID } from 'node:crypto';
import {
  checkOnThreads,
  ENTRIES_PER_LINE,
  entriesRecord,
  FORMAT,
  type StoredEntry,
  verifyEvidence,
  writeEvidence,
} from '@doyak/kernel/evidence';
import {
  canonicalBytes,
  encodeEntryBundle,
  encodeLeaf,
  generateSigner,
  leafHash,
  payloadCommitment,
  sha256,
  signCheckpoint,
  TILE_WIDTH,
  TreeBuilder,
  verifyCheckpoint,
  verifyLog,
} from '@doyak/kernel/transparency-log';
import type { Bench } from './bench.js';
import { interleave } from './rounds.js';

const EVENTS = 50_000;
const STREAM_LENGTH = 20;
const THREADS = 2;
const ORIGIN = 'bench.example/log';
const at = '2026-03-02T09:00:00.000Z';
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

/** Entries as the sequencer writes them, of cases of 20 events, with payloads of about 200 bytes. */
function sampleEntries(): StoredEntry[] {
  const stored: StoredEntry[] = [];
  let [ofCase, previous] = ['', undefined as Uint8Array | undefined];
  const salt = Buffer.alloc(16, 7);
  for (let event = 0; event < EVENTS; event += 1) {
    const version = (event % STREAM_LENGTH) + 1;
    if (version === 1) [ofCase, previous] = [randomUUID(), undefined];
    const data = canonicalBytes({
      ...{ caseId: ofCase, applicationId: randomUUID(), roundId: randomUUID(), track: 'general', event },
      reason: 'The documents that the track asks for are there.',
    });
    const entry = encodeLeaf({
      ...{
        v: 1,
        id: randomUUID(),
        type: 'bench.counted',
        schemaVersion: 1,
        stream: `box-${ofCase}`,
        streamVersion: version,
      },
      ...{ case: ofCase, caseSequence: version, casePrevious: previous && base64(previous) },
      ...{
        actor: { kind: 'person', id: randomUUID(), organisationId: randomUUID() },
        authority: 'role:operator',
      },
      ...{
        commandId: randomUUID(),
        correlationId: randomUUID(),
        causationId: randomUUID(),
        occurredAt: at,
        recordedAt: at,
      },
      payload: { alg: 'sha256-salted', commitment: base64(payloadCommitment(salt, data)) },
    }).slice();
    previous = leafHash(entry);
    stored.push({ entry, leafHash: previous, payload: { salt, data } });
  }
  return stored;
}

/** Events a second of `work`, which looks at all of them. */
const rate = (work: () => unknown) => async () => {
  const started = performance.now();
  await work();
  return EVENTS / ((performance.now() - started) / 1_000);
};

function mustHold(outcome: { readonly ok: boolean }): void {
  if (!outcome.ok) throw new Error(`A log that is whole does not verify: ${JSON.stringify(outcome)}`);
}

export const verify: Bench = {
  name: 'verify',
  about: `events/s verified offline over ${EVENTS.toLocaleString('en')} events: entries, tree and signature from stored entry bundles, against one SHA-256 per entry; and a whole exported bundle with payload commitments on ${THREADS} threads, against one SHA-256 per entry and payload`,
  bars: [
    { figure: 'ratios.sha256', atLeast: 0.5 },
    { figure: 'ratios.sha256WithPayloads', atLeast: 0.2 },
  ],
  run: async (options) => {
    options.note('making a log');
    const stored = sampleEntries();
    const tree = new TreeBuilder();
    for (const { leafHash: hash } of stored) tree.append(hash);
    const signer = generateSigner(ORIGIN);
    const note = await signCheckpoint({ origin: ORIGIN, size: EVENTS, root: tree.root() }, signer);
    const policy = { origin: ORIGIN, keys: [signer] };
    const bundles: Uint8Array[] = [];
    const runs = [];
    for (let from = 0; from < EVENTS; from += TILE_WIDTH) {
      const run = stored.slice(from, from + TILE_WIDTH);
      bundles.push(encodeEntryBundle(run.map(({ entry }) => entry)));
    }
    for (let from = 0; from < EVENTS; from += ENTRIES_PER_LINE)
      runs.push(entriesRecord(from, stored.slice(from, from + ENTRIES_PER_LINE), { payloads: true }));
    const keys = {
      record: 'keys' as const,
      log: [{ verifierKey: signer.verifierKey, validFrom: at, validUntil: null }],
      witnesses: [],
    };
    const file: Buffer[] = [];
    const header = { format: FORMAT, kind: 'log', origin: ORIGIN, madeAt: at } as const;
    for await (const line of writeEvidence(header, [{ record: 'checkpoint', note }, keys, ...runs]))
      file.push(Buffer.from(line));
    async function* read() {
      for (const part of file) yield await Promise.resolve(part);
    }
    const checker = checkOnThreads(THREADS);
    try {
      const rounds = await interleave(
        {
          doyak: rate(async () => {
            const signed = verifyCheckpoint(note, policy);
            if (!signed.ok) throw new Error(signed.detail);
            mustHold(await verifyLog(bundles, signed.value.checkpoint));
          }),
          sha256: rate(() => {
            for (const { entry } of stored) sha256(entry);
          }),
          doyakWithPayloads: rate(async () =>
            mustHold(await verifyEvidence(read(), { keys: [signer], checker })),
          ),
          sha256WithPayloads: rate(() => {
            for (const { entry, payload } of stored) {
              sha256(entry);
              sha256(payload!.data);
            }
          }),
        },
        options,
      );
      return {
        name: 'verify',
        unit: 'events/s',
        rounds: options.rounds,
        results: rounds.medians(),
        ratios: {
          sha256: rounds.ratio('doyak', 'sha256'),
          sha256WithPayloads: rounds.ratio('doyakWithPayloads', 'sha256WithPayloads'),
        },
      };
    } finally {
      await checker.close();
    }
  },
};
