import { equalBytes } from './bytes.js';
import { failed, passed, type Checked } from './checked.js';
import { EMPTY_ROOT, HASH_SIZE, nodeHash } from './tree-hash.js';

/** Hashes that a proof of a tree of up to 2^53 leaves can have. */
const MAX_PROOF_LENGTH = 64;

export interface InclusionClaim {
  readonly index: number;
  readonly size: number;
  readonly leafHash: Uint8Array;
  readonly root: Uint8Array;
  /** Siblings from the leaf up. */
  readonly proof: readonly Uint8Array[];
}

/** True (`ok`) only if a tree of `size` leaves with this root has this leaf at `index` (RFC 9162 2.1.3.2). */
export function verifyInclusion(claim: InclusionClaim): Checked<null> {
  const { index, size, leafHash, root, proof } = claim;
  if (!isCount(index) || !isCount(size) || !areHashes([leafHash, root]) || !areHashes(proof)) {
    return failed('malformed', 'index or size is no count, or a hash does not have 32 bytes');
  }
  if (index >= size) return failed('index-beyond-size', `leaf ${index} is not in a tree of ${size}`);
  let fn = index;
  let sn = size - 1;
  let hash = leafHash;
  for (const sibling of proof) {
    if (sn === 0) return failed('wrong-proof-length', 'the proof goes on above the root');
    if (isOdd(fn) || fn === sn) {
      hash = nodeHash(sibling, hash);
      while (!isOdd(fn) && fn !== 0) {
        fn = half(fn);
        sn = half(sn);
      }
    } else {
      hash = nodeHash(hash, sibling);
    }
    fn = half(fn);
    sn = half(sn);
  }
  if (sn !== 0) return failed('wrong-proof-length', 'the proof ends below the root');
  return equalBytes(hash, root)
    ? passed(null)
    : failed('root-mismatch', `leaf ${index} and its proof do not lead to the root`);
}

export interface ConsistencyClaim {
  readonly oldSize: number;
  readonly oldRoot: Uint8Array;
  readonly newSize: number;
  readonly newRoot: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/**
 * True (`ok`) only if the newer tree begins with all leaves of the older one (RFC 9162 2.1.4.2). Trees of equal size and from the empty tree
 * need an empty proof: for the first the roots must be equal, for the second there is nothing that could have been altered.
 */
export function verifyConsistency(claim: ConsistencyClaim): Checked<null> {
  const { oldSize, oldRoot, newSize, newRoot, proof } = claim;
  if (!isCount(oldSize) || !isCount(newSize) || !areHashes([oldRoot, newRoot]) || !areHashes(proof)) {
    return failed('malformed', 'a size is no count, or a hash does not have 32 bytes');
  }
  if (oldSize > newSize)
    return failed('size-shrank', `a tree of ${oldSize} leaves cannot become one of ${newSize}`);
  if (oldSize === newSize || oldSize === 0) {
    if (proof.length > 0)
      return failed('wrong-proof-length', 'nothing is left to prove, so the proof must be empty');
    const holds = oldSize === newSize ? equalBytes(oldRoot, newRoot) : true;
    const empty = oldSize > 0 || equalBytes(oldRoot, EMPTY_ROOT);
    return holds && empty ? passed(null) : failed('root-mismatch', `the roots of ${oldSize} leaves differ`);
  }
  if (proof.length === 0) return failed('wrong-proof-length', 'the proof is empty');
  const path = isPowerOfTwo(oldSize) ? [oldRoot, ...proof] : proof;
  let fn = oldSize - 1;
  let sn = newSize - 1;
  while (isOdd(fn)) {
    fn = half(fn);
    sn = half(sn);
  }
  let oldHash = path[0]!;
  let newHash = path[0]!;
  for (const hash of path.slice(1)) {
    if (sn === 0) return failed('wrong-proof-length', 'the proof goes on above the root');
    if (isOdd(fn) || fn === sn) {
      oldHash = nodeHash(hash, oldHash);
      newHash = nodeHash(hash, newHash);
      while (!isOdd(fn) && fn !== 0) {
        fn = half(fn);
        sn = half(sn);
      }
    } else {
      newHash = nodeHash(newHash, hash);
    }
    fn = half(fn);
    sn = half(sn);
  }
  if (sn !== 0) return failed('wrong-proof-length', 'the proof ends below the root');
  if (!equalBytes(oldHash, oldRoot))
    return failed('root-mismatch', `the proof does not lead to the root of ${oldSize} leaves`);
  if (!equalBytes(newHash, newRoot))
    return failed('root-mismatch', `the proof does not lead to the root of ${newSize} leaves`);
  return passed(null);
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function areHashes(hashes: readonly Uint8Array[]): boolean {
  if (!Array.isArray(hashes) || hashes.length > MAX_PROOF_LENGTH) return false;
  return hashes.every((hash) => hash instanceof Uint8Array && hash.length === HASH_SIZE);
}

/** Sizes go up to 2^53 - 1, beyond what bit operators can hold. */
function isOdd(value: number): boolean {
  return value % 2 === 1;
}

function half(value: number): number {
  return Math.floor(value / 2);
}

function isPowerOfTwo(value: number): boolean {
  return Number.isInteger(Math.log2(value)) && 2 ** Math.round(Math.log2(value)) === value;
}
