import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** `text`: free text that may name people. `field`: personal data by itself (a field that a form marks so), masked unless asked for. */
export type SealedKind = 'text' | 'field';

export interface SealedParts {
  readonly kind: SealedKind;
  readonly keyId: string;
  readonly nonce: Buffer;
  readonly ciphertext: Buffer;
  readonly tag: Buffer;
}

/** How every sealed value begins. No request may bring such a text: what is opened on the way out was sealed by Doyak. */
export const SEALED_PREFIX = 'sealed:v1:';
/** What is shown in place of a value whose key has been destroyed. */
export const ERASED = '[erased]';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const FORM = /^sealed:v1:(text|field):([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):([A-Za-z0-9_-]{38,})$/;

export function isSealed(value: unknown): value is string {
  return typeof value === 'string' && value.startsWith(SEALED_PREFIX);
}

/**
 * A JSON value under a data key (AES-256-GCM, NIST SP 800-38D, random 96-bit nonce), as one text that takes the value's place in events and
 * tables: `sealed:v1:<kind>:<key id>:<base64url of nonce, ciphertext, tag>`. Kind and key id are bound to it.
 */
export function sealValue(key: Buffer, keyId: string, kind: SealedKind, value: unknown): string {
  const head = `${SEALED_PREFIX}${kind}:${keyId}`;
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(head));
  const sealed = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
  return `${head}:${Buffer.concat([nonce, sealed, cipher.getAuthTag()]).toString('base64url')}`;
}

/** Undefined for what is not a sealed value. */
export function partsOf(token: string): SealedParts | undefined {
  const [, kind, keyId, body] = FORM.exec(token) ?? [];
  if (kind === undefined || keyId === undefined || body === undefined) return undefined;
  const bytes = Buffer.from(body, 'base64url');
  return {
    kind: kind as SealedKind,
    keyId,
    nonce: bytes.subarray(0, NONCE_BYTES),
    ciphertext: bytes.subarray(NONCE_BYTES, -TAG_BYTES),
    tag: bytes.subarray(-TAG_BYTES),
  };
}

/** Throws when the value was altered, or sealed under another key. */
export function openValue(key: Buffer, { kind, keyId, nonce, ciphertext, tag }: SealedParts): unknown {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(`${SEALED_PREFIX}${kind}:${keyId}`)).setAuthTag(tag);
  return JSON.parse(Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8'));
}
