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
export {
  decodeLeaf,
  encodeLeaf,
  leafText,
  type DecodedLeaf,
  type LeafActor,
  type LeafEnvelope,
  type LeafFault,
} from './event-leaf.js';
export { MIN_SALT_SIZE, payloadCommitment } from './payload-commitment.js';
