import { fromBase64, fromDecimal, toBase64 } from './bytes.js';
import { failed, passed, type Checked } from './checked.js';
import { formatNote, parseNote, signText, verifyNote, type VerifiedSignature } from './note.js';
import type { NoteSigner, NoteVerifier } from './note-key.js';
import { HASH_SIZE } from './tree-hash.js';

/** What a log says of itself: so many leaves, this root (C2SP tlog-checkpoint). */
export interface Checkpoint {
  /** Names the log, e.g. `log.example.go.kr/doyak`. */
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  /** Further lines, opaque; usually none. */
  readonly extensions?: readonly string[];
}

/** Text of the note that a checkpoint is. Throws RangeError for what the format cannot hold. */
export function formatCheckpoint({ origin, size, root, extensions = [] }: Checkpoint): string {
  if (!Number.isSafeInteger(size) || size < 0 || root.length !== HASH_SIZE)
    throw new RangeError('a checkpoint has a size and a root of 32 bytes');
  const lines = [origin, String(size), toBase64(root), ...extensions];
  if (lines.some((line) => line === '' || line.includes('\n')))
    throw new RangeError('no line of a checkpoint is empty or has a newline');
  return lines.map((line) => `${line}\n`).join('');
}

/** Reads the text of a checkpoint, without its signatures. */
export function parseCheckpoint(text: string): Checked<Checkpoint> {
  if (!text.endsWith('\n')) return failed('malformed', 'a checkpoint ends in a newline');
  const [origin = '', sizeLine = '', rootLine = '', ...extensions] = text.slice(0, -1).split('\n');
  const size = fromDecimal(sizeLine);
  const root = fromBase64(rootLine);
  if (origin === '' || size === undefined || root?.length !== HASH_SIZE || extensions.includes('')) {
    return failed(
      'malformed',
      'a checkpoint is an origin, a size, a base64 root, and lines that are not empty',
    );
  }
  return passed({ origin, size, root, extensions });
}

/** Signs a checkpoint as the log. The caller sees to it that the log never signs two that are inconsistent. */
export async function signCheckpoint(
  checkpoint: Checkpoint,
  ...signers: readonly NoteSigner[]
): Promise<string> {
  const text = formatCheckpoint(checkpoint);
  return formatNote(text, await Promise.all(signers.map((signer) => signText(text, signer))));
}

/** Whom a reader trusts: the log by its keys, and how many of which witnesses. */
export interface LogPolicy {
  readonly origin: string;
  /** One of them must have signed; several while a key is being rotated. */
  readonly keys: readonly NoteVerifier[];
  readonly witnesses?: readonly NoteVerifier[];
  /** Witnesses that must have cosigned; 0 if absent. */
  readonly quorum?: number;
}

export interface VerifiedCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly signatures: readonly VerifiedSignature[];
  /** Cosignatures of known witnesses. */
  readonly cosignatures: readonly VerifiedSignature[];
}

/** Reads a signed checkpoint and accepts it only as the policy says. */
export function verifyCheckpoint(note: Uint8Array | string, policy: LogPolicy): Checked<VerifiedCheckpoint> {
  const parsed = parseNote(note);
  if (!parsed.ok) return parsed;
  const checkpoint = parseCheckpoint(parsed.value.text);
  if (!checkpoint.ok) return checkpoint;
  if (checkpoint.value.origin !== policy.origin) {
    return failed('wrong-origin', `the checkpoint is of ${checkpoint.value.origin}, not of ${policy.origin}`);
  }
  const byLog = verifyNote(parsed.value, policy.keys);
  if (!byLog.ok) return byLog;
  const witnesses = (policy.witnesses ?? []).filter((witness) => witness.kind === 'cosignature/v1');
  const byWitnesses = verifyNote(parsed.value, witnesses);
  if (!byWitnesses.ok && byWitnesses.fault !== 'no-known-signature') return byWitnesses;
  const cosignatures = byWitnesses.ok ? byWitnesses.value.signatures : [];
  const quorum = policy.quorum ?? 0;
  // A witness is who it is named: two keys of one name are not two witnesses.
  const distinct = new Set(cosignatures.map((one) => one.name)).size;
  if (distinct < quorum)
    return failed('too-few-cosignatures', `${distinct} known witnesses cosigned, ${quorum} are needed`);
  return passed({ checkpoint: checkpoint.value, signatures: byLog.value.signatures, cosignatures });
}
