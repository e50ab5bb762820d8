import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  sign as signBytes,
  timingSafeEqual,
  verify as verifyBytes,
} from 'node:crypto';

/** What is signed: `id.timestamp.body` (Standard Webhooks 1.0). */
export interface SignedMessage {
  /** The same on each attempt. */
  readonly id: string;
  /** Seconds since 1970, of this attempt. */
  readonly timestamp: number;
  readonly body: string | Uint8Array;
}

export type WebhookFault =
  'HEADERS_MISSING' | 'TIMESTAMP_TOO_OLD' | 'TIMESTAMP_TOO_NEW' | 'SIGNATURE_INVALID' | 'KEY_MALFORMED';

/** A message that must not be believed, or a key that is none. */
export class WebhookError extends Error {
  override readonly name = 'WebhookError';

  constructor(
    readonly code: WebhookFault,
    message: string,
  ) {
    super(message);
  }
}

/** PKCS #8 and SubjectPublicKeyInfo of Ed25519 up to the key itself (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

function decode(text: string, prefix: string, sizes: (size: number) => boolean): Buffer {
  const bytes = text.startsWith(prefix) ? Buffer.from(text.slice(prefix.length), 'base64') : Buffer.alloc(0);
  if (!sizes(bytes.length))
    throw new WebhookError('KEY_MALFORMED', `A key that begins with ${prefix} is expected`);
  return bytes;
}

/** Bytes of a shared secret: `whsec_` and base64 of 24 to 64 bytes. Throws `WebhookError`. */
export function sharedSecret(text: string): Buffer {
  return decode(text, 'whsec_', (size) => size >= 24 && size <= 64);
}

/** An Ed25519 private key: `whsk_` and base64 of seed and public key (64 bytes). Throws `WebhookError`. */
export function privateKey(text: string): KeyObject {
  const seed = decode(text, 'whsk_', (size) => size === 64).subarray(0, 32);
  return createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
}

/** An Ed25519 public key: `whpk_` and base64 of 32 bytes. Throws `WebhookError`. */
export function publicKey(text: string): KeyObject {
  const bytes = decode(text, 'whpk_', (size) => size === 32);
  return createPublicKey({ key: Buffer.concat([SPKI, bytes]), format: 'der', type: 'spki' });
}

/** The public key as `whpk_…`, of a private or a public key. */
export function publicKeyText(key: KeyObject): string {
  const spki = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'der', type: 'spki' });
  return `whpk_${spki.subarray(-32).toString('base64')}`;
}

/** The private key as `whsk_…`. */
export function privateKeyText(key: KeyObject): string {
  const seed = key.export({ format: 'der', type: 'pkcs8' }).subarray(-32);
  const open = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32);
  return `whsk_${Buffer.concat([seed, open]).toString('base64')}`;
}

function signedBytes({ id, timestamp, body }: SignedMessage): Buffer {
  return Buffer.concat([
    Buffer.from(`${id}.${timestamp}.`),
    typeof body === 'string' ? Buffer.from(body) : body,
  ]);
}

/** The value of `webhook-signature`: one part for each shared secret (`v1`) and each Ed25519 key (`v1a`), separated by spaces. */
export function signWebhook(
  message: SignedMessage,
  keys: { readonly secrets?: readonly Buffer[]; readonly privateKeys?: readonly KeyObject[] },
): string {
  const bytes = signedBytes(message);
  const shared = (keys.secrets ?? []).map(
    (secret) => `v1,${createHmac('sha256', secret).update(bytes).digest('base64')}`,
  );
  const own = (keys.privateKeys ?? []).map((key) => `v1a,${signBytes(null, bytes, key).toString('base64')}`);
  return [...shared, ...own].join(' ');
}

export interface Trusted {
  /** `whsec_…` */
  readonly secrets?: readonly string[];
  /** `whpk_…` */
  readonly publicKeys?: readonly string[];
  /** How far the timestamp may be from now, in seconds; default 300. */
  readonly toleranceSeconds?: number;
  readonly now?: Date;
}

/** Which key made the signature. */
export interface Verified {
  readonly id: string;
  readonly timestamp: number;
  /** The secret or public key of `Trusted` that fits. */
  readonly key: string;
}

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;
const one = (headers: Headers, name: string) => {
  const value = headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/**
 * Verifies a message by its headers (lower-case names) and the bytes of its body as they came. One signature that fits one trusted key is
 * enough. Throws `WebhookError`.
 */
export function verifyWebhook(headers: Headers, body: string | Uint8Array, trusted: Trusted): Verified {
  const id = one(headers, 'webhook-id');
  const stamp = one(headers, 'webhook-timestamp');
  const signatures = one(headers, 'webhook-signature');
  if (id === undefined || signatures === undefined || stamp === undefined || !/^\d{1,12}$/.test(stamp))
    throw new WebhookError(
      'HEADERS_MISSING',
      'webhook-id, webhook-timestamp and webhook-signature are needed',
    );
  const timestamp = Number(stamp);
  const tolerance = trusted.toleranceSeconds ?? 300;
  const age = (trusted.now ?? new Date()).getTime() / 1_000 - timestamp;
  if (age > tolerance) throw new WebhookError('TIMESTAMP_TOO_OLD', 'The message is too old');
  if (age < -tolerance) throw new WebhookError('TIMESTAMP_TOO_NEW', 'The message comes from the future');
  const bytes = signedBytes({ id, timestamp, body });
  const key = signatures
    .split(' ')
    .slice(0, 20)
    .map((part) => fits(part, bytes, trusted))
    .find((found) => found !== undefined);
  if (key === undefined) throw new WebhookError('SIGNATURE_INVALID', 'No signature fits a trusted key');
  return { id, timestamp, key };
}

function fits(part: string, bytes: Buffer, { secrets = [], publicKeys = [] }: Trusted): string | undefined {
  const [version, text = ''] = part.split(',', 2);
  const signature = Buffer.from(text, 'base64');
  if (version === 'v1')
    return secrets.find((secret) => {
      const expected = createHmac('sha256', sharedSecret(secret)).update(bytes).digest();
      return expected.length === signature.length && timingSafeEqual(expected, signature);
    });
  if (version === 'v1a' && signature.length === 64)
    return publicKeys.find((key) => verifyBytes(null, bytes, publicKey(key), signature));
  return undefined;
}
