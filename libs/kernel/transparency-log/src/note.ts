import { concatBytes, fromBase64, fromUtf8, toBase64 } from './bytes.js';
import { isWellFormed } from './canonical-json.js';
import { failed, passed, type Checked } from './checked.js';
import {
  isKeyName,
  verifyEd25519,
  type NoteSigner,
  type NoteVerifier,
  type SignatureKind,
} from './note-key.js';

/** Bytes and signatures beyond which a note is refused unread; C2SP signed-note asks for at least 16 signatures of up to 5 kB. */
export const MAX_NOTE_SIZE = 262_144;
export const MAX_NOTE_SIGNATURES = 64;

export interface NoteSignature {
  readonly name: string;
  /** 8 hex digits. */
  readonly keyId: string;
  /** What follows the key id: 64 bytes for Ed25519, 72 for a cosignature. */
  readonly signature: Uint8Array;
}

/** A note as it was received. Nothing in it is trusted before `verifyNote`. */
export interface ParsedNote {
  /** Ends in a newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** A signature that was checked with a known key. */
export interface VerifiedSignature {
  readonly name: string;
  readonly keyId: string;
  readonly kind: SignatureKind;
  /** Seconds since 1970 at which a witness says it signed; cosignatures only. */
  readonly time?: number;
}

export interface VerifiedNote {
  readonly text: string;
  readonly signatures: readonly VerifiedSignature[];
}

/** Reads a signed note (C2SP signed-note). Never throws; refuses what is not exactly a note. */
export function parseNote(note: Uint8Array | string): Checked<ParsedNote> {
  if (note.length > MAX_NOTE_SIZE) return failed('too-large', `a note has up to ${MAX_NOTE_SIZE} bytes`);
  const whole = typeof note === 'string' ? note : fromUtf8(note);
  if (whole === undefined || !isWellFormed(whole)) return failed('not-utf8', 'the note is not UTF-8');
  if (hasControls(whole)) return failed('malformed', 'the note has control characters');
  const split = whole.lastIndexOf('\n\n');
  if (split < 0) return failed('malformed', 'no blank line parts text and signatures');
  const text = whole.slice(0, split + 1);
  const rest = whole.slice(split + 2);
  if (rest === '' || !rest.endsWith('\n'))
    return failed('malformed', 'the note does not end in a signature line');
  const signatures = parseSignatureLines(rest);
  return signatures.ok ? passed({ text, signatures: signatures.value }) : signatures;
}

/** Reads signature lines alone, as a witness answers them. */
export function parseSignatureLines(lines: string): Checked<NoteSignature[]> {
  if (lines.length > MAX_NOTE_SIZE)
    return failed('too-large', `signatures have up to ${MAX_NOTE_SIZE} characters`);
  if (!lines.endsWith('\n')) return failed('malformed', 'a signature line ends in a newline');
  const each = lines.slice(0, -1).split('\n');
  if (each.length > MAX_NOTE_SIGNATURES)
    return failed('too-large', `a note has up to ${MAX_NOTE_SIGNATURES} signatures`);
  const signatures: NoteSignature[] = [];
  for (const line of each) {
    const parts = line.split(' ');
    const bytes = parts.length === 3 && parts[0] === '—' ? fromBase64(parts[2]!) : undefined;
    if (bytes === undefined || bytes.length < 5 || !isKeyName(parts[1]!))
      return failed('malformed', 'a line below the text is no signature');
    const keyId = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join('');
    signatures.push({ name: parts[1]!, keyId, signature: bytes.slice(4) });
  }
  return passed(signatures);
}

/** Writes a note. Throws RangeError for a text that no note can have. */
export function formatNote(text: string, signatures: readonly NoteSignature[]): string {
  refuseText(text);
  return `${text}\n${signatures.map(formatSignature).join('')}`;
}

/** One line, with its newline: `— <name> base64(key id ‖ signature)`. */
export function formatSignature({ name, keyId, signature }: NoteSignature): string {
  return `— ${name} ${toBase64(
    concatBytes(
      Uint8Array.from(keyId.match(/../g)!, (digits) => parseInt(digits, 16)),
      signature,
    ),
  )}\n`;
}

/**
 * Signs a text with one plain Ed25519 key, or as a witness at `time` (seconds since 1970). Throws RangeError for a text that no note can
 * have, for a witness key without a time, and for a signer that returned something other than its signature.
 */
export async function signText(text: string, signer: NoteSigner, time?: number): Promise<NoteSignature> {
  refuseText(text);
  const { name, keyId, kind, publicKey } = signer;
  if ((kind === 'cosignature/v1') !== (time !== undefined))
    throw new RangeError('a cosignature needs a time, and only that');
  if (time !== undefined && (!Number.isSafeInteger(time) || time < 0))
    throw new RangeError(`${time} is no count of seconds`);
  const message = signedMessage(text, time);
  const signature = await signer.sign(message);
  if (!verifyEd25519(publicKey, message, signature))
    throw new RangeError(`${name} did not sign what it was given`);
  return { name, keyId, signature: time === undefined ? signature : concatBytes(timeBytes(time), signature) };
}

/**
 * Checks every signature of a note that is by a known key: name and key id must both match. Unknown ones are ignored; one by a known key
 * that does not hold condemns the note, and so does the want of any. Repeats count once.
 */
export function verifyNote(note: ParsedNote, known: readonly NoteVerifier[]): Checked<VerifiedNote> {
  const verified = new Map<string, VerifiedSignature>();
  for (const { name, keyId, signature } of note.signatures) {
    const key = known.find((one) => one.name === name && one.keyId === keyId);
    if (key === undefined) continue;
    const time = key.kind === 'cosignature/v1' ? readTime(signature) : undefined;
    const bare = key.kind === 'cosignature/v1' ? signature.subarray(8) : signature;
    const timed = key.kind === 'ed25519' || time !== undefined;
    if (!timed || !verifyEd25519(key.publicKey, signedMessage(note.text, time), bare)) {
      return failed('wrong-signature', `the signature of ${name} does not hold`);
    }
    verified.set(`${name} ${keyId}`, {
      name,
      keyId,
      kind: key.kind,
      ...(time === undefined ? {} : { time }),
    });
  }
  if (verified.size === 0) return failed('no-known-signature', 'no key that is known has signed the note');
  return passed({ text: note.text, signatures: [...verified.values()] });
}

/** The bytes under a signature: the text, for a witness with two lines before it (C2SP tlog-cosignature). */
function signedMessage(text: string, time: number | undefined): Uint8Array {
  return new TextEncoder().encode(time === undefined ? text : `cosignature/v1\ntime ${time}\n${text}`);
}

function timeBytes(time: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(time));
  return bytes;
}

function readTime(signature: Uint8Array): number | undefined {
  if (signature.length !== 72) return undefined;
  const time = new DataView(signature.buffer, signature.byteOffset).getBigUint64(0);
  return time <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(time) : undefined;
}

function refuseText(text: string): void {
  if (!text.endsWith('\n') || hasControls(text) || !isWellFormed(text) || text.length > MAX_NOTE_SIZE / 4) {
    throw new RangeError(
      'a note text ends in a newline, has no other control characters, and at most 65,536 characters',
    );
  }
}

function hasControls(text: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return /[\u0000-\u0009\u000b-\u001f]/.test(text);
}
