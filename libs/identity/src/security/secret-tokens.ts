import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** What a secret is for; a fixed prefix lets secret scanners recognise one that leaked. */
export const TOKEN_PREFIXES = { apiKey: 'dyk', refresh: 'dyr', invitation: 'dyi' } as const;
export type TokenPrefix = (typeof TOKEN_PREFIXES)[keyof typeof TOKEN_PREFIXES];

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ID_LENGTH = 22;
/** 256 bits. */
const SECRET_LENGTH = 43;
const CHECK_LENGTH = 6;
const FORMAT = new RegExp(
  `^(dyk|dyr|dyi)_([0-9A-Za-z]{${ID_LENGTH}})_([0-9A-Za-z]{${SECRET_LENGTH}})([0-9A-Za-z]{${CHECK_LENGTH}})$`,
);

export interface IssuedToken {
  /** Shown once, never stored: `<prefix>_<id>_<secret><checksum>`, all base62. */
  readonly text: string;
  /** What is stored instead: SHA-256 of the secret. It has 256 bits of its own, so a slow hash adds nothing. */
  readonly hash: Buffer;
}

/** Makes a token whose `id` (a UUID) finds its row and whose secret proves it. */
export function issueToken(prefix: TokenPrefix, id: string): IssuedToken {
  const secret = base62(randomBytes(32), SECRET_LENGTH);
  const body = `${prefix}_${base62(Buffer.from(id.replaceAll('-', ''), 'hex'), ID_LENGTH)}_${secret}`;
  return { text: body + checksum(body), hash: hashOf(secret) };
}

export interface PresentedToken {
  /** UUID of the row to look at. */
  readonly id: string;
  readonly hash: Buffer;
}

/** Null for anything that was not made by `issueToken` with this prefix; a mistyped token fails here, without a look-up. */
export function parseToken(prefix: TokenPrefix, text: string): PresentedToken | null {
  const [, found, id = '', secret = '', check] = FORMAT.exec(text) ?? [];
  if (found !== prefix || check !== checksum(`${prefix}_${id}_${secret}`)) return null;
  const hex = number(id).toString(16).padStart(32, '0');
  if (hex.length > 32) return null;
  return { id: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'), hash: hashOf(secret) };
}

/** Constant-time comparison of a presented secret with a stored hash. */
export function matches(presented: PresentedToken, stored: Buffer): boolean {
  return presented.hash.length === stored.length && timingSafeEqual(presented.hash, stored);
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

function checksum(text: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(text));
  return base62(bytes, CHECK_LENGTH);
}

function base62(bytes: Buffer, length: number): string {
  let rest = BigInt(`0x${bytes.toString('hex')}`);
  let text = '';
  for (let place = 0; place < length; place += 1) {
    text = ALPHABET.charAt(Number(rest % 62n)) + text;
    rest /= 62n;
  }
  return text;
}

function number(text: string): bigint {
  return [...text].reduce((sum, digit) => sum * 62n + BigInt(ALPHABET.indexOf(digit)), 0n);
}
