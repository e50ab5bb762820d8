import { equalBytes, fromBase64, fromDecimal, fromUtf8, toBase64 } from './bytes.js';
import { failed, passed, type Checked } from './checked.js';
import { parseCheckpoint, verifyCheckpoint, type Checkpoint, type LogPolicy } from './checkpoint.js';
import { MAX_NOTE_SIZE, parseNote } from './note.js';
import { HASH_SIZE } from './tree-hash.js';
import { verifyConsistency } from './verify-proof.js';

/** Proof lines that a request may have (C2SP tlog-witness). */
const MAX_PROOF_LINES = 63;

/** Bytes beyond which a witness reads no further. */
export const MAX_ADD_CHECKPOINT_SIZE = MAX_NOTE_SIZE + 4_096;

/** Media type of a witness's answer 409: the size it has seen, and a newline. */
export const SIZE_TYPE = 'text/x.tlog.size';

/** What a log asks a witness to cosign (C2SP tlog-witness, add-checkpoint). */
export interface AddCheckpoint {
  /** Size of the checkpoint that the witness is believed to have cosigned last; 0 for none. */
  readonly oldSize: number;
  /** Consistency of the checkpoint with that one. */
  readonly proof: readonly Uint8Array[];
  /** The signed note. */
  readonly checkpoint: string;
}

/** Writes the body of a request. Throws RangeError for what the format cannot hold. */
export function formatAddCheckpoint({ oldSize, proof, checkpoint }: AddCheckpoint): string {
  if (!Number.isSafeInteger(oldSize) || oldSize < 0) throw new RangeError(`${oldSize} is no size`);
  if (proof.length > MAX_PROOF_LINES || proof.some((hash) => hash.length !== HASH_SIZE))
    throw new RangeError(`a proof is up to ${MAX_PROOF_LINES} hashes of 32 bytes`);
  if (!parseNote(checkpoint).ok) throw new RangeError('the checkpoint is no signed note');
  return `old ${oldSize}\n${proof.map((hash) => `${toBase64(hash)}\n`).join('')}\n${checkpoint}`;
}

/** Reads the body of a request; verifies nothing. */
export function parseAddCheckpoint(body: Uint8Array | string): Checked<AddCheckpoint> {
  if (body.length > MAX_ADD_CHECKPOINT_SIZE)
    return failed('too-large', `a request has up to ${MAX_ADD_CHECKPOINT_SIZE} bytes`);
  const text = typeof body === 'string' ? body : fromUtf8(body);
  if (text === undefined) return failed('not-utf8', 'the request is not UTF-8');
  const end = text.indexOf('\n\n');
  if (end < 0) return failed('malformed', 'no blank line parts proof and checkpoint');
  const [first = '', ...lines] = text.slice(0, end).split('\n');
  const oldSize = first.startsWith('old ') ? fromDecimal(first.slice('old '.length)) : undefined;
  if (oldSize === undefined) return failed('malformed', 'the first line is not "old" and a size');
  if (lines.length > MAX_PROOF_LINES)
    return failed('wrong-proof-length', `a proof has up to ${MAX_PROOF_LINES} hashes`);
  const proof: Uint8Array[] = [];
  for (const line of lines) {
    const hash = fromBase64(line);
    if (hash?.length !== HASH_SIZE) return failed('malformed', 'a line of the proof is no hash in base64');
    proof.push(hash);
  }
  const checkpoint = text.slice(end + 2);
  const note = parseNote(checkpoint);
  return note.ok ? passed({ oldSize, proof, checkpoint }) : note;
}

/** Reads the answer 409 of a witness: the size it has cosigned last. */
export function parseSize(body: string): number | undefined {
  return body.endsWith('\n') ? fromDecimal(body.slice(0, -1)) : undefined;
}

/** What a witness remembers of a log: the latest checkpoint it cosigned. */
export type Witnessed = Pick<Checkpoint, 'size' | 'root'>;

export type WitnessVerdict =
  /** To be remembered durably, then cosigned: `text` is what the signature is over. */
  | { readonly status: 200; readonly checkpoint: Checkpoint; readonly text: string }
  | {
      readonly status: 400 | 403 | 404 | 409 | 422;
      readonly detail: string;
      /** With 409: the size cosigned last, for the answer's body. */
      readonly size?: number;
    };

/**
 * What a witness answers to a request (C2SP tlog-witness). `last` tells what it has cosigned of a log; between that and remembering the new one
 * no other request for the log may be judged. Never throws for what is in the request.
 */
export function judgeCheckpoint(
  body: Uint8Array | string,
  logs: readonly Pick<LogPolicy, 'origin' | 'keys'>[],
  last: (origin: string) => Witnessed | undefined,
): WitnessVerdict {
  const request = parseAddCheckpoint(body);
  if (!request.ok) return { status: 400, detail: request.detail };
  const { oldSize, proof, checkpoint: note } = request.value;
  const { text } = (parseNote(note) as { value: { text: string } }).value;
  const unproven = parseCheckpoint(text);
  if (!unproven.ok) return { status: 400, detail: unproven.detail };
  const log = logs.find(({ origin }) => origin === unproven.value.origin);
  if (!log) return { status: 404, detail: `the log ${unproven.value.origin} is not known here` };
  const signed = verifyCheckpoint(note, log);
  if (!signed.ok) return { status: 403, detail: signed.detail };
  const { checkpoint } = signed.value;
  if (oldSize > checkpoint.size) return { status: 400, detail: 'the old size is beyond the checkpoint' };
  const known = last(log.origin);
  const size = known?.size ?? 0;
  if (oldSize !== size)
    return { status: 409, size, detail: `the last checkpoint cosigned has ${size} leaves` };
  if (known && checkpoint.size === size && !equalBytes(checkpoint.root, known.root))
    return { status: 409, size, detail: `another tree of ${size} leaves has been cosigned` };
  const { size: newSize, root: newRoot } = checkpoint;
  const oldRoot = known?.root;
  // The empty tree is a part of every tree; before the first checkpoint there is nothing to be consistent with.
  const consistent =
    oldRoot === undefined || size === 0
      ? proof.length === 0
      : verifyConsistency({ oldSize, oldRoot, newSize, newRoot, proof }).ok;
  if (!consistent)
    return { status: 422, detail: 'the proof does not lead from the last checkpoint to this one' };
  return { status: 200, checkpoint, text };
}
