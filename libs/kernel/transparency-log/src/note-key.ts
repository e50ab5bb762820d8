import { ed25519 } from '@noble/curves/ed25519.js';

import { concatBytes, equalBytes, fromBase64, toBase64 } from './bytes.js';
import { failed, passed, type Checked } from './checked.js';
import { sha256 } from './sha256.js';

/** Kinds of signature (C2SP signed-note): plain Ed25519, and a witness's Ed25519 with time (C2SP tlog-cosignature). */
export type SignatureKind = 'ed25519' | 'cosignature/v1';

const TYPE_BYTE = { ed25519: 0x01, 'cosignature/v1': 0x04 } as const;

/** A key that a reader knows and trusts for a name. */
export interface NoteVerifier {
  readonly name: string;
  /** 8 hex digits; with the name it finds the signature. */
  readonly keyId: string;
  readonly kind: SignatureKind;
  readonly publicKey: Uint8Array;
}

/**
 * Something that signs note texts. The key may lie elsewhere (a KMS): then `sign` is asynchronous and gets exactly the bytes that an
 * Ed25519 signature is to be made over.
 */
export interface NoteSigner {
  readonly name: string;
  readonly keyId: string;
  readonly kind: SignatureKind;
  readonly publicKey: Uint8Array;
  /** 64 bytes, Ed25519 (RFC 8032) over the message. */
  sign(message: Uint8Array): Promise<Uint8Array> | Uint8Array;
}

/** A signer of this process, with its two texts: `signerKey` is secret. */
export interface LocalSigner extends NoteSigner {
  /** `PRIVATE+KEY+<name>+<key id>+<base64 of type and seed>`. */
  readonly signerKey: string;
  /** `<name>+<key id>+<base64 of type and public key>`. */
  readonly verifierKey: string;
}

/** True for a name that a signature line can carry: not empty, no white space, no plus, no control characters. */
export function isKeyName(name: string): boolean {
  return name.length > 0 && name.length <= 255 && !/[\s+\p{White_Space}\p{Cc}\p{Surrogate}]/u.test(name);
}

/** First 4 bytes of SHA-256(name ‖ 0x0A ‖ type ‖ public key), as 8 hex digits (C2SP signed-note). */
export function noteKeyId(name: string, publicKey: Uint8Array, kind: SignatureKind = 'ed25519'): string {
  const hash = sha256(
    concatBytes(new TextEncoder().encode(`${name}\n`), Uint8Array.of(TYPE_BYTE[kind]), publicKey),
  );
  return Array.from(hash.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The text that a verifier is configured with: `<name>+<key id>+<base64 of type and public key>`. */
export function verifierKey({
  name,
  publicKey,
  kind,
}: Pick<NoteVerifier, 'name' | 'publicKey' | 'kind'>): string {
  return `${name}+${noteKeyId(name, publicKey, kind)}+${toBase64(concatBytes(Uint8Array.of(TYPE_BYTE[kind]), publicKey))}`;
}

/** Reads a verifier key, and checks that its key id is that of its name and key. */
export function parseVerifierKey(text: string): Checked<NoteVerifier> {
  const parts = parseKey(text);
  if (parts === undefined)
    return failed('malformed', 'not a verifier key: <name>+<8 hex digits>+<base64 of type and 32 bytes>');
  const { name, keyId, kind, key } = parts;
  if (noteKeyId(name, key, kind) !== keyId)
    return failed('malformed', `the key id of ${name} is not that of its key`);
  return passed({ name, keyId, kind, publicKey: key });
}

/** Reads a signer key (`PRIVATE+KEY+…`). The detail of a failure never repeats what was given. */
export function parseSignerKey(text: string): Checked<LocalSigner> {
  const prefix = 'PRIVATE+KEY+';
  const parts = text.startsWith(prefix) ? parseKey(text.slice(prefix.length)) : undefined;
  if (parts === undefined)
    return failed(
      'malformed',
      'not a signer key: PRIVATE+KEY+<name>+<8 hex digits>+<base64 of type and 32 bytes>',
    );
  const signer = signerFromSeed(parts.name, parts.key, parts.kind);
  return signer.keyId === parts.keyId
    ? passed(signer)
    : failed('malformed', 'the key id is not that of the signer key');
}

/** A signer with the given 32 secret bytes (RFC 8032 seed). Throws RangeError for a name that no note can carry or another length. */
export function signerFromSeed(name: string, seed: Uint8Array, kind: SignatureKind = 'ed25519'): LocalSigner {
  if (!isKeyName(name)) throw new RangeError(`${JSON.stringify(name)} cannot name a key`);
  if (seed.length !== 32) throw new RangeError(`an Ed25519 seed has 32 bytes, not ${seed.length}`);
  const secret = seed.slice();
  const publicKey = ed25519.getPublicKey(secret);
  const keyId = noteKeyId(name, publicKey, kind);
  return {
    name,
    keyId,
    kind,
    publicKey,
    signerKey: `PRIVATE+KEY+${name}+${keyId}+${toBase64(concatBytes(Uint8Array.of(TYPE_BYTE[kind]), secret))}`,
    verifierKey: verifierKey({ name, publicKey, kind }),
    sign: (message) => ed25519.sign(message, secret),
  };
}

/** A new key from the host's random source. */
export function generateSigner(name: string, kind: SignatureKind = 'ed25519'): LocalSigner {
  return signerFromSeed(name, ed25519.utils.randomSecretKey(), kind);
}

/** True if this is a strict RFC 8032 Ed25519 signature over the message. Never throws. */
export function verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  try {
    return ed25519.verify(signature, message, publicKey, { zip215: false });
  } catch {
    return false;
  }
}

function parseKey(
  text: string,
): { name: string; keyId: string; kind: SignatureKind; key: Uint8Array } | undefined {
  const match = text.length <= 1024 ? /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/.exec(text) : null;
  if (match === null) return undefined;
  const [, name = '', keyId = '', encoded = ''] = match;
  const bytes = fromBase64(encoded);
  if (bytes === undefined || bytes.length !== 33 || !isKeyName(name)) return undefined;
  const kind = (['ed25519', 'cosignature/v1'] as const).find((one) =>
    equalBytes(bytes.subarray(0, 1), Uint8Array.of(TYPE_BYTE[one])),
  );
  return kind === undefined ? undefined : { name, keyId, kind, key: bytes.slice(1) };
}
