import {
  decodeLeaf,
  leafHash,
  type LeafEnvelope,
  payloadCommitment,
  verifyCaseChain,
  verifyConsistency,
  verifyInclusion,
} from '@doyak/kernel/transparency-log';
import type { EventRecord } from './records.js';
import type { Finding, ProvenDocument, ProvenReceipt, Verdict } from './verdict.js';
import { proveReceipt } from './verify-receipts.js';
import { broken, checkEnd, type Opened, parseRecord } from './opened.js';

type Found = Pick<
  Verdict,
  'faults' | 'proven' | 'notProven' | 'events' | 'payloads' | 'documents' | 'receipts'
>;

/** An event whose place in the log is proven. */
interface Proven {
  readonly of: EventRecord['of'];
  readonly index: number;
  readonly entry: Uint8Array;
  readonly leaf: LeafEnvelope;
  readonly payload: unknown;
}

const bytes = (text: string) => Buffer.from(text, 'base64');

/** Proves each event of a case by itself, then that they are all, then what they say of program and documents. */
export async function verifyCase(opened: Opened): Promise<Found> {
  const { header, known, signed, lines } = opened;
  if (header.caseId === undefined) throw broken('wrong-shape', 'The bundle names no case', { line: 1 });
  const proven: Proven[] = [];
  const receipts: ProvenReceipt[] = [];
  const consistent = new Map<number, Uint8Array[]>();
  for (;;) {
    const next = await opened.rest.next();
    if (next.done) throw broken('file-cut-off', 'The bundle ends before its last line');
    const found = parseRecord(next.value);
    if (found?.record === 'event') proven.push(prove(found, opened));
    else if (found?.record === 'receipt') receipts.push(proveReceipt(found, proven, lines.count));
    else if (found?.record === 'consistency') consistent.set(found.from, found.proof.map(bytes));
    else if (found?.record === 'end') {
      await checkEnd(found, opened);
      break;
    } else
      throw broken('wrong-shape', `Line ${lines.count} is nothing that evidence of a case has`, {
        line: lines.count,
      });
  }
  const events = proven.filter((one) => one.of === 'case');
  const faults: Finding[] = [...chainFaults(events, header.caseId), ...programFaults(proven)];
  for (const one of known) {
    const fault = compare(one, signed.checkpoint, consistent);
    if (fault) faults.push(fault);
  }
  const payloads = events.filter(({ payload }) => payload !== undefined).length;
  const program = proven.find((one) => one.of === 'program');
  return {
    ...{ faults, events: events.length, payloads, documents: documentsIn(events), receipts },
    proven: [
      `These ${events.length} events of case ${header.caseId} stand in the log ${header.origin}, unaltered, in this order, and none is missing between them or before them.`,
      `${payloads} payloads are those that their events committed to.`,
      ...(program ? ['The version of the program definition is the one that was published.'] : []),
      ...(receipts.length > 0
        ? [
            `${receipts.length} receipts are signed for messages of these events, with keys that are registered in the log as their partners'.`,
          ]
        : []),
      ...known.map((one) => `The log still begins with the ${one.size} events that it had at ${one.name}.`),
    ],
    notProven: [
      ...(payloads < events.length
        ? [`What stood in ${events.length - payloads} payloads: they were erased or are not in the bundle.`]
        : []),
      `That the case has no later events${header.later ? ` (its maker says that ${header.later} follow the checkpoint)` : ''}: only the whole log shows that (doyak export log).`,
      'That a document is the one that an event names: compare its SHA-256, --documents.',
      ...(receipts.length > 0
        ? ['When a partner took a message: that is its own word. That its key had not been revoked by then.']
        : []),
      'That what people entered was true.',
    ],
  };
}

function prove(
  { of, index, entry: text, proof, salt, payload }: EventRecord,
  { signed, lines }: Opened,
): Proven {
  const { size, root } = signed.checkpoint;
  const entry = new TextEncoder().encode(text);
  const where = { index, line: lines.count };
  const claim = { index, size, root, leafHash: leafHash(entry), proof: proof.map(bytes) };
  const included = verifyInclusion(claim);
  if (!included.ok)
    throw broken(
      included.fault,
      `Event ${index} is not in the log as it stands here: ${included.detail}`,
      where,
    );
  const leaf = decodeLeaf(entry);
  if (!leaf.ok) throw broken(leaf.fault, `Event ${index} cannot be read: ${leaf.detail}`, where);
  if ((salt === undefined) !== (payload === undefined))
    throw broken(
      'wrong-shape',
      `Event ${index} has a payload without its salt, or the other way round`,
      where,
    );
  if (salt === undefined || payload === undefined)
    return { of, index, entry, leaf: leaf.value, payload: undefined };
  const key = bytes(salt);
  const fits =
    key.length === 16 &&
    Buffer.from(payloadCommitment(key, new TextEncoder().encode(payload))).toString('base64') ===
      leaf.value.payload.commitment;
  if (!fits) throw broken('payload-altered', `Event ${index} committed to another payload`, where);
  try {
    return { of, index, entry, leaf: leaf.value, payload: JSON.parse(payload) as unknown };
  } catch {
    throw broken('not-json', `Event ${index} has a payload that is not JSON`, where);
  }
}

function chainFaults(events: readonly Proven[], caseId: string): Finding[] {
  if (events.length === 0) return [{ fault: 'entry-missing', detail: 'The bundle has no event of the case' }];
  const chain = verifyCaseChain(events, { caseId });
  if (chain.ok) return [];
  const { fault, detail, position } = chain;
  return [{ fault, detail, index: events[position]?.index }];
}

/** The definition in the bundle must be the version that the case was opened under, or was moved to. */
function programFaults(proven: readonly Proven[]): Finding[] {
  const programs = proven.filter((one) => one.of === 'program');
  const named = proven
    .filter((one) => one.of === 'case')
    .map(({ payload }) => payload as { programId?: unknown; programVersion?: unknown } | undefined);
  return programs
    .filter(({ leaf, payload }) => {
      const { programId, version } = (payload ?? {}) as { programId?: unknown; version?: unknown };
      const isOne = leaf.type === 'programs.program-published' && programId !== undefined;
      return !isOne || !named.some((one) => one?.programId === programId && one?.programVersion === version);
    })
    .map(({ index }) => ({
      ...{ fault: 'program-not-of-case' as const, index },
      detail: `Event ${index} does not publish a version of the program that the case is under`,
    }));
}

/** Documents that were added and not removed, by events whose payload is given. */
function documentsIn(events: readonly Proven[]): ProvenDocument[] {
  const found = new Map<string, ProvenDocument>();
  for (const { leaf, payload } of events) {
    const data = payload as ProvenDocument | undefined;
    if (!data) continue;
    if (leaf.type === 'documents.document-added') {
      const { documentId, slot, size, sha256 } = data;
      found.set(documentId, { documentId, slot, size, sha256 });
    }
    if (leaf.type === 'documents.document-removed') found.delete(data.documentId);
  }
  return [...found.values()];
}

function compare(
  one: { name: string; size: number; root: Uint8Array },
  now: { size: number; root: Uint8Array },
  proofs: ReadonlyMap<number, Uint8Array[]>,
): Finding | undefined {
  if (one.size > now.size)
    return {
      ...{ fault: 'size-shrank', index: now.size, end: one.size },
      detail: `The log had ${one.size} events at ${one.name} and has ${now.size} here: it was cut off, or this bundle is older`,
    };
  const proof = one.size === now.size || one.size === 0 ? [] : proofs.get(one.size);
  if (!proof)
    return {
      fault: 'no-consistency-proof',
      detail: `The bundle has no proof that the log continues ${one.name}: export it again with --since, or verify the whole log`,
    };
  const claim = { oldSize: one.size, oldRoot: one.root, newSize: now.size, newRoot: now.root, proof };
  const checked = verifyConsistency(claim);
  return checked.ok
    ? undefined
    : {
        fault: checked.fault,
        detail: `The log does not continue ${one.name}: ${checked.detail}`,
        index: 0,
        end: one.size,
      };
}
