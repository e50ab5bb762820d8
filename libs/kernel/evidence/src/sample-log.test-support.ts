import {
  canonicalBytes,
  encodeLeaf,
  leafHash,
  type LeafEnvelope,
  payloadCommitment,
  signCheckpoint,
  signerFromSeed,
  TiledTree,
  TreeBuilder,
} from '@doyak/kernel/transparency-log';
import type { EventRecord, EvidenceRecord, Header } from './records.js';
import { entriesRecord, type StoredEntry, writeEvidence } from './write-evidence.js';

export const ORIGIN = 'log.example/doyak';
export const signer = signerFromSeed(ORIGIN, new Uint8Array(32).fill(5));
export const CASE = '01890000-0000-7000-8000-00000000000a';

const id = (n: number) => `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

export interface Sample {
  readonly stored: StoredEntry[];
  readonly leaves: LeafEnvelope[];
  root(size?: number): Promise<Uint8Array>;
  checkpoint(size?: number, key?: typeof signer): Promise<string>;
  tree: TiledTree;
}

/** A log of `size` events: every third is of the case; `data` tells the payload of each. */
export function sampleLog(size: number, data = (at: number): object => ({ at })): Sample {
  const stored: StoredEntry[] = [];
  const leaves: LeafEnvelope[] = [];
  const streams = new Map<string, number>();
  let sequence = 0;
  let previous: Uint8Array | undefined;
  for (let at = 0; at < size; at += 1) {
    const ofCase = at % 3 === 0;
    const stream = ofCase ? `case-${CASE}` : `box-${id(at % 3)}`;
    streams.set(stream, (streams.get(stream) ?? 0) + 1);
    const salt = new Uint8Array(16).fill(at % 256);
    const payload = canonicalBytes(data(at));
    if (ofCase) sequence += 1;
    const leaf: LeafEnvelope = {
      ...{
        v: 1,
        id: id(at),
        type: typeOf(data(at)),
        schemaVersion: 1,
        stream,
        streamVersion: streams.get(stream)!,
      },
      ...(ofCase ? { case: CASE, caseSequence: sequence } : {}),
      ...(ofCase && previous ? { casePrevious: base64(previous) } : {}),
      ...{ actor: { kind: 'system', id: 'sample' }, authority: 'system', commandId: id(at) },
      ...{ occurredAt: '2026-03-02T09:00:00.000Z', recordedAt: '2026-03-02T09:00:00.000Z' },
      payload: { alg: 'sha256-salted', commitment: base64(payloadCommitment(salt, payload)) },
    };
    const entry = encodeLeaf(leaf).slice();
    if (ofCase) previous = leafHash(entry);
    stored.push({ entry, leafHash: leafHash(entry), payload: { salt, data: payload } });
    leaves.push(leaf);
  }
  return { ...logOf(stored), leaves };
}

function typeOf(data: object): string {
  return 'sha256' in data
    ? 'documents.document-added'
    : 'version' in data
      ? 'programs.program-published'
      : 'publicKey' in data
        ? 'webhooks.partner-key-registered'
        : 'sample.counted';
}

/** The log of any entries: a forger's too. */
export function logOf(stored: StoredEntry[]): Omit<Sample, 'leaves'> {
  const builder = new TreeBuilder();
  for (const { leafHash: hash } of stored) builder.append(hash);
  const full = new Map(builder.takeFullTiles().map((tile) => [`${tile.level}/${tile.index}`, tile.hashes]));
  const edge = builder.partialTiles();
  const tree = new TiledTree(stored.length, (level, index) => full.get(`${level}/${index}`) ?? edge[level]!);
  const root = (size = stored.length) => tree.root(size);
  return {
    ...{ stored, tree, root },
    checkpoint: async (size = stored.length, key = signer) =>
      signCheckpoint({ origin: ORIGIN, size, root: await root(size) }, key),
  };
}

type Record = Exclude<EvidenceRecord, { record: 'end' }>;

const keys: Record = {
  record: 'keys',
  log: [{ verifierKey: signer.verifierKey, validFrom: '2026-01-01T00:00:00.000Z', validUntil: null }],
  witnesses: [],
};

async function whole(header: Header, records: Record[]): Promise<Buffer> {
  const lines: string[] = [];
  for await (const line of writeEvidence(header, records)) lines.push(line);
  return Buffer.from(lines.join(''));
}

const made = { format: 'doyak-evidence/1', origin: ORIGIN, madeAt: '2026-03-03T00:00:00.000Z' } as const;

export async function logBundle(
  log: Pick<Sample, 'stored' | 'checkpoint'>,
  { perLine = 256, payloads = true, note }: { perLine?: number; payloads?: boolean; note?: string } = {},
): Promise<Buffer> {
  const runs: Record[] = [];
  for (let at = 0; at < log.stored.length; at += perLine)
    runs.push(entriesRecord(at, log.stored.slice(at, at + perLine), { payloads }));
  const checkpoint = { record: 'checkpoint' as const, note: note ?? (await log.checkpoint()) };
  return whole({ ...made, kind: 'log' }, [checkpoint, keys, ...runs]);
}

export async function eventRecord(
  log: Pick<Sample, 'stored' | 'tree'>,
  index: number,
  of: EventRecord['of'] = 'case',
) {
  const { entry, payload } = log.stored[index]!;
  return {
    ...{ record: 'event' as const, of, index, entry: Buffer.from(entry).toString() },
    proof: (await log.tree.inclusionProof(index)).map(base64),
    ...(payload ? { salt: base64(payload.salt), payload: Buffer.from(payload.data).toString() } : {}),
  };
}

/** Evidence of the sample's case, `change` applied to its records. */
export async function caseBundle(
  log: Sample,
  { since, change = (records) => records }: { since?: number; change?: (records: Record[]) => Record[] } = {},
): Promise<Buffer> {
  const places = log.leaves.flatMap((leaf, index) => (leaf.case === CASE ? [index] : []));
  const records: Record[] = [{ record: 'checkpoint', note: await log.checkpoint() }, keys];
  if (since !== undefined)
    records.push({
      record: 'consistency',
      from: since,
      proof: (await log.tree.consistencyProof(since)).map(base64),
    });
  records.push(...(await Promise.all(places.map((index) => eventRecord(log, index)))));
  return whole({ ...made, kind: 'case', caseId: CASE }, change(records));
}
