export { sha256 } from './sha256.js';
export { EMPTY_ROOT, HASH_SIZE, leafHash, nodeHash } from './tree-hash.js';
export { TreeBuilder, type FullTile, type TreeState } from './tree-builder.js';
export {
  entriesPath,
  leavesPerHash,
  levelCount,
  parseEntriesPath,
  parseTilePath,
  partialWidth,
  TILE_WIDTH,
  tilePath,
  tileWidth,
  type BundleCoordinate,
  type TileCoordinate,
} from './tile.js';
export { decodeEntryBundle, encodeEntryBundle, MAX_ENTRY_SIZE, type DecodedBundle } from './entry-bundle.js';
export { canonicalBytes, canonicalText } from './canonical-json.js';
export { decodeLeaf, encodeLeaf, leafText, type LeafActor, type LeafEnvelope } from './event-leaf.js';
export { MIN_SALT_SIZE, payloadCommitment } from './payload-commitment.js';
export type { Checked, Failed, Fault } from './checked.js';
export { TiledTree, type TileReader } from './tiled-tree.js';
export {
  verifyConsistency,
  verifyInclusion,
  type ConsistencyClaim,
  type InclusionClaim,
} from './verify-proof.js';
export {
  generateSigner,
  isKeyName,
  noteKeyId,
  parseSignerKey,
  parseVerifierKey,
  signerFromSeed,
  verifierKey,
  type LocalSigner,
  type NoteSigner,
  type NoteVerifier,
  type SignatureKind,
} from './note-key.js';
export {
  formatNote,
  formatSignature,
  MAX_NOTE_SIGNATURES,
  MAX_NOTE_SIZE,
  parseNote,
  parseSignatureLines,
  signText,
  verifyNote,
  type NoteSignature,
  type ParsedNote,
  type VerifiedNote,
  type VerifiedSignature,
} from './note.js';
export {
  formatCheckpoint,
  parseCheckpoint,
  signCheckpoint,
  verifyCheckpoint,
  type Checkpoint,
  type LogPolicy,
  type VerifiedCheckpoint,
} from './checkpoint.js';
export {
  formatAddCheckpoint,
  judgeCheckpoint,
  MAX_ADD_CHECKPOINT_SIZE,
  parseAddCheckpoint,
  parseSize,
  SIZE_TYPE,
  type AddCheckpoint,
  type Witnessed,
  type WitnessVerdict,
} from './add-checkpoint.js';
export {
  formatProofFile,
  parseProofFile,
  verifyProofFile,
  type ProofFile,
  type VerifiedProof,
} from './proof-file.js';
export {
  verifyLog,
  type LogBatch,
  type LogFault,
  type LogVerified,
  type StoredTiles,
  type VerifyLogOptions,
} from './verify-log.js';
export {
  verifyCaseChain,
  type CaseChain,
  type CaseChainOptions,
  type CaseLeaf,
  type ChainFault,
} from './case-chain.js';
