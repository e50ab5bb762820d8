import { sha256 } from './sha256.js';

/** Keeps a commitment apart from every other use of SHA-256 here: Merkle hashes begin with 0x00 or 0x01, this with `d`. */
const DOMAIN = new TextEncoder().encode('doyak-payload-commitment/v1\n');

/** Shortest salt, in bytes: with 128 random bits a payload cannot be guessed from its commitment, however few values it could have. */
export const MIN_SALT_SIZE = 16;

/**
 * Commitment to an event's payload: SHA-256(`doyak-payload-commitment/v1\n` ‖ salt length as one byte ‖ salt ‖ bytes), where `bytes` are the
 * payload's canonical JSON (`canonicalBytes`) as stored, personal fields in their encrypted form. The length byte makes the split between
 * salt and payload unambiguous. Destroying salt and payload leaves a commitment that says nothing. Throws RangeError for a salt
 * that is not random enough (under 16 bytes) or longer than 64.
 */
export function payloadCommitment(salt: Uint8Array, canonicalPayload: Uint8Array): Uint8Array {
  if (salt.length < MIN_SALT_SIZE || salt.length > 64)
    throw new RangeError(`a salt has 16 to 64 bytes, not ${salt.length}`);
  const input = new Uint8Array(DOMAIN.length + 1 + salt.length + canonicalPayload.length);
  input.set(DOMAIN, 0);
  input[DOMAIN.length] = salt.length;
  input.set(salt, DOMAIN.length + 1);
  input.set(canonicalPayload, DOMAIN.length + 1 + salt.length);
  return sha256(input);
}
