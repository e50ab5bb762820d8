import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Sealed bytes that were altered, or that belong to another purpose, subject or master key. */
export class SealError extends Error {
  override readonly name = 'SealError';
  readonly code = 'SEAL_BROKEN';
}

/**
 * Seals bytes with AES-256-GCM (NIST SP 800-38D, random 96-bit nonces) under a key of its own per purpose (HKDF-SHA-256). `subject`
 * names the row that the bytes belong to and is bound to them, so that sealed bytes cannot be moved to another row.
 */
export class Sealer {
  private readonly keys = new Map<string, Buffer>();

  constructor(private readonly masterKey: Buffer) {}

  /** Answers version, nonce, ciphertext and tag in one buffer. */
  seal(purpose: string, subject: string, plain: Uint8Array): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.keyOf(purpose), nonce);
    cipher.setAAD(Buffer.from(subject));
    const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([Buffer.from([VERSION]), nonce, sealed, cipher.getAuthTag()]);
  }

  /** Throws `SealError`. */
  open(purpose: string, subject: string, sealed: Uint8Array): Buffer {
    const bytes = Buffer.from(sealed);
    if (bytes.length < 1 + NONCE_BYTES + TAG_BYTES || bytes[0] !== VERSION) {
      throw new SealError(`Sealed ${purpose} has an unknown form`);
    }
    const nonce = bytes.subarray(1, 1 + NONCE_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', this.keyOf(purpose), nonce, {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(subject));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    try {
      return Buffer.concat([decipher.update(bytes.subarray(1 + NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
    } catch {
      throw new SealError(
        `Sealed ${purpose} cannot be opened: altered, moved, or sealed with another master key`,
      );
    }
  }

  /** A key for something other than sealing, e.g. keyed hashes; no seal is ever made with it. */
  derive(purpose: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.masterKey, Buffer.alloc(0), `doyak:derived:${purpose}`, 32));
  }

  private keyOf(purpose: string): Buffer {
    let key = this.keys.get(purpose);
    if (!key) {
      key = Buffer.from(hkdfSync('sha256', this.masterKey, Buffer.alloc(0), `doyak:${purpose}`, 32));
      this.keys.set(purpose, key);
    }
    return key;
  }
}
