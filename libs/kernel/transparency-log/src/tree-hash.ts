import { sha256 } from './sha256.js';

/** Bytes of one SHA-256 hash. */
export const HASH_SIZE = 32;

/** Root of the empty tree: SHA-256 of nothing (RFC 6962 2.1). */
export const EMPTY_ROOT: Uint8Array = sha256(new Uint8Array(0));

/** Hashing copies prefix and input into one reused buffer; safe because hashing is synchronous. */
const node = new Uint8Array(1 + 2 * HASH_SIZE);
node[0] = 1;
const leaf = new Uint8Array(1 + 4096);

/** Hash of a log entry, H(0x00 ‖ data) (RFC 6962 2.1). 32 bytes. */
export function leafHash(data: Uint8Array): Uint8Array {
  const length = data.length + 1;
  if (length <= leaf.length) {
    leaf.set(data, 1);
    return sha256(leaf.subarray(0, length));
  }
  const long = new Uint8Array(length);
  long.set(data, 1);
  return sha256(long);
}

/** Hash of an inner node, H(0x01 ‖ left ‖ right) (RFC 6962 2.1). Both children have 32 bytes. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  node.set(left, 1);
  node.set(right, 1 + HASH_SIZE);
  return sha256(node);
}
