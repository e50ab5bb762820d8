import { fromBase64, fromDecimal, toBase64 } from './bytes.js';
import { failed, passed, type Checked } from './checked.js';
import { verifyCheckpoint, type LogPolicy, type VerifiedCheckpoint } from './checkpoint.js';
import { MAX_NOTE_SIZE, parseNote } from './note.js';
import { HASH_SIZE } from './tree-hash.js';
import { verifyInclusion } from './verify-proof.js';

const FIRST_LINE = 'c2sp.org/tlog-proof@v1';

/** Proof, verifiable offline, that an entry is in a log (C2SP tlog-proof). Stored with the extension `.tlog-proof`. */
export interface ProofFile {
  readonly index: number;
  /** Siblings from the leaf up. */
  readonly proof: readonly Uint8Array[];
  /** The signed note, as the log served it. */
  readonly checkpoint: string;
  /** Opaque and proven by nothing. */
  readonly extra?: Uint8Array;
}

/** Writes a proof file. Throws RangeError for an index or hash that is none, and for a checkpoint that is no note. */
export function formatProofFile({ index, proof, checkpoint, extra }: ProofFile): string {
  if (!Number.isSafeInteger(index) || index < 0) throw new RangeError(`${index} is no index`);
  if (proof.length > 64 || proof.some((hash) => hash.length !== HASH_SIZE))
    throw new RangeError('a proof is up to 64 hashes of 32 bytes');
  if (!parseNote(checkpoint).ok) throw new RangeError('the checkpoint is no signed note');
  const lines = [
    FIRST_LINE,
    ...(extra === undefined ? [] : [`extra ${toBase64(extra)}`]),
    `index ${index}`,
    ...proof.map(toBase64),
  ];
  return `${lines.join('\n')}\n\n${checkpoint}`;
}

/** Reads a proof file; verifies nothing. */
export function parseProofFile(text: string): Checked<ProofFile> {
  if (text.length > 2 * MAX_NOTE_SIZE) return failed('too-large', 'a proof file is not that long');
  const end = text.indexOf('\n\n');
  if (end < 0) return failed('malformed', 'no blank line parts proof and checkpoint');
  const [first, ...lines] = text.slice(0, end).split('\n');
  if (first !== FIRST_LINE) return failed('malformed', `the first line is not ${FIRST_LINE}`);
  let extra: Uint8Array | undefined;
  if (lines[0]?.startsWith('extra ')) {
    extra = fromBase64(lines.shift()!.slice('extra '.length));
    if (extra === undefined) return failed('malformed', 'the extra data are not base64');
  }
  const indexLine = lines.shift() ?? '';
  const index = indexLine.startsWith('index ') ? fromDecimal(indexLine.slice('index '.length)) : undefined;
  if (index === undefined) return failed('malformed', 'the index is missing or no number');
  if (lines.length > 64) return failed('wrong-proof-length', 'no proof has more than 64 hashes');
  const proof: Uint8Array[] = [];
  for (const line of lines) {
    const hash = fromBase64(line);
    if (hash?.length !== HASH_SIZE) return failed('malformed', 'a line of the proof is no hash in base64');
    proof.push(hash);
  }
  const checkpoint = text.slice(end + 2);
  const note = parseNote(checkpoint);
  if (!note.ok) return note;
  return passed({ index, proof, checkpoint, ...(extra === undefined ? {} : { extra }) });
}

export interface VerifiedProof extends VerifiedCheckpoint {
  readonly index: number;
}

/** Accepts a proof file only if the leaf is, at its index, in the tree of a checkpoint that the policy accepts. */
export function verifyProofFile(
  text: string,
  leafHash: Uint8Array,
  policy: LogPolicy,
): Checked<VerifiedProof> {
  const file = parseProofFile(text);
  if (!file.ok) return file;
  const { index, proof } = file.value;
  const signed = verifyCheckpoint(file.value.checkpoint, policy);
  if (!signed.ok) return signed;
  const { size, root } = signed.value.checkpoint;
  const included = verifyInclusion({ index, size, leafHash, root, proof });
  return included.ok ? passed({ index, ...signed.value }) : included;
}
