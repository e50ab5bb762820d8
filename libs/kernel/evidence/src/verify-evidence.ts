import {
  type LogPolicy,
  type NoteVerifier,
  parseVerifierKey,
  verifyCheckpoint,
} from '@doyak/kernel/transparency-log';
import { checkHere, type EntriesChecker } from './entries-checker.js';
import { Broken, broken, json, type Opened, parseRecord } from './opened.js';
import { Lines } from './read-lines.js';
import { header } from './records.js';
import type { Finding, Verdict } from './verdict.js';
import { verifyCase } from './verify-case.js';
import { verifyWholeLog } from './verify-whole-log.js';

/** A checkpoint that the reader has by another way than the bundle. */
export interface KnownCheckpoint {
  /** How the reader calls it: a file name. */
  readonly name: string;
  readonly note: string;
}

export interface VerifyOptions {
  /** Keys of the log that the reader trusts. Absent: those that the bundle names, which proves less, and is said. */
  readonly keys?: readonly NoteVerifier[];
  readonly witnesses?: readonly NoteVerifier[];
  /** Witnesses that must have cosigned; 0 if absent. */
  readonly quorum?: number;
  /** Checkpoints of this log that the bundle must agree with. */
  readonly known?: readonly KnownCheckpoint[];
  /** Default: in this thread. The caller closes it. */
  readonly checker?: EntriesChecker;
}

/**
 * Verifies a bundle from its bytes alone: no network, no database, no clock. Reads once, in order; of a log it holds only what parts it.
 * Never throws for what is in the bundle; what the source throws passes through.
 */
export async function verifyEvidence(
  source: AsyncIterable<Uint8Array>,
  options: VerifyOptions = {},
): Promise<Verdict> {
  const lines = new Lines(source);
  const rest = lines[Symbol.asyncIterator]();
  let about: Partial<Verdict> = {};
  try {
    const opened = await open(lines, rest, options);
    const { header: head, signed } = opened;
    about = {
      ...{ kind: head.kind, origin: head.origin, caseId: head.caseId, size: signed.checkpoint.size },
      ...{ signatures: signed.signatures, cosignatures: signed.cosignatures },
    };
    const found = head.kind === 'log' ? await verifyWholeLog(opened) : await verifyCase(opened);
    const ok = found.faults.length === 0;
    const notProven = [...found.notProven];
    if (!options.keys)
      notProven.unshift(
        'That the keys are those of the log: they were taken from the bundle. Give the key that you know with --key.',
      );
    if (signed.cosignatures.length === 0)
      notProven.push(
        'That others were shown the same log: no witness that you trust has cosigned the checkpoint.',
      );
    return { kind: head.kind, ...about, ...found, ok, proven: ok ? found.proven : [], notProven };
  } catch (error) {
    const finding = asFinding(error, lines);
    if (!finding) throw error;
    return { kind: 'unknown', ...about, ok: false, faults: [finding], proven: [], notProven: [] };
  } finally {
    await rest.return?.(undefined);
  }
}

function asFinding(error: unknown, lines: Lines): Finding | undefined {
  if (error instanceof Broken) return error.finding;
  if (!(error instanceof RangeError)) return undefined;
  return { fault: 'too-large', detail: error.message, line: lines.count + 1 };
}

async function open(lines: Lines, rest: AsyncIterator<Uint8Array>, options: VerifyOptions): Promise<Opened> {
  const head = header.safeParse(json(await take(rest)));
  if (!head.success)
    throw broken('wrong-shape', 'this is no evidence that this version can read', { line: 1 });
  const checkpoint = parseRecord(await take(rest));
  const keys = parseRecord(await take(rest));
  if (checkpoint?.record !== 'checkpoint' || keys?.record !== 'keys')
    throw broken('wrong-shape', 'checkpoint and keys do not follow the first line', { line: lines.count });
  const policy: LogPolicy = {
    origin: head.data.origin,
    keys: options.keys ?? keys.log.map(({ verifierKey }) => keyOf(verifierKey)),
    witnesses: options.witnesses ?? [],
    quorum: options.quorum ?? 0,
  };
  const signed = verifyCheckpoint(checkpoint.note, policy);
  if (!signed.ok) throw broken(signed.fault, `The checkpoint is not accepted: ${signed.detail}`, { line: 2 });
  const known = (options.known ?? []).map(({ name, note }) => {
    const one = verifyCheckpoint(note, { ...policy, quorum: 0 });
    if (!one.ok) throw broken('checkpoint-not-accepted', `${name} is not accepted: ${one.detail}`);
    return { name, size: one.value.checkpoint.size, root: one.value.checkpoint.root };
  });
  const checker = options.checker ?? checkHere();
  return { header: head.data, keys, signed: signed.value, known, lines, rest, checker };
}

function keyOf(text: string): NoteVerifier {
  const key = parseVerifierKey(text);
  if (!key.ok) throw broken(key.fault, `A key of the bundle is none: ${key.detail}`, { line: 3 });
  return key.value;
}

async function take(rest: AsyncIterator<Uint8Array>): Promise<Uint8Array | undefined> {
  const next = await rest.next();
  return next.done ? undefined : next.value;
}
