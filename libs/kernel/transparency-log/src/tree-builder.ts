import { EMPTY_ROOT, HASH_SIZE, nodeHash } from './tree-hash.js';
import { levelCount, partialWidth, TILE_WIDTH } from './tile.js';

/** What a builder needs to go on where another stopped. */
export interface TreeState {
  /** Leaves so far. */
  readonly size: number;
  /** Per level, from 0: the hashes of its last, not yet full tile, concatenated; empty where all its tiles are full. */
  readonly partialTiles: readonly Uint8Array[];
}

/** A full tile: 256 hashes, 8,192 bytes. */
export interface FullTile {
  readonly level: number;
  readonly index: number;
  readonly hashes: Uint8Array;
}

interface Edge {
  readonly hashes: Uint8Array;
  width: number;
}

/**
 * The growing right edge of the log's Merkle tree. An append costs one node hash on average; the root costs O(log size), since the roots
 * of the perfect subtrees at the edge are kept. A carry that reaches height 8, 16, … is at once the root of a full tile and so
 * the next hash of the tile above: no subtree is ever hashed twice.
 */
export class TreeBuilder {
  #size = 0;
  /** By height: root of the perfect subtree of 2^height leaves at the edge; meaningful where that bit of the size is set. */
  readonly #peaks: (Uint8Array | undefined)[] = [];
  /** By level: the tile being filled. */
  readonly #edges: Edge[] = [];
  #full: FullTile[] = [];

  /** Goes on from a stored state. Throws RangeError if the partial tiles are not those of a tree of this size. */
  static resume(state: TreeState): TreeBuilder {
    const { size, partialTiles } = state;
    if (!Number.isSafeInteger(size) || size < 0) throw new RangeError(`no tree has ${size} leaves`);
    const builder = new TreeBuilder();
    const levels = Math.max(levelCount(size), partialTiles.length);
    for (let level = 0; level < levels; level++) {
      const stored = partialTiles[level];
      const width = partialWidth(size, level);
      if ((stored?.length ?? 0) !== width * HASH_SIZE) {
        throw new RangeError(
          `a tree of ${size} leaves has ${width} hashes in its partial tile at level ${level}, not ${(stored?.length ?? 0) / HASH_SIZE}`,
        );
      }
      for (let i = 0; i < width; i++)
        builder.#add(level, stored!.slice(i * HASH_SIZE, (i + 1) * HASH_SIZE), i);
    }
    builder.#size = size;
    return builder;
  }

  /** Leaves so far. */
  get size(): number {
    return this.#size;
  }

  /** Adds the next leaf by its hash (`leafHash`). */
  append(hash: Uint8Array): void {
    if (hash.length !== HASH_SIZE)
      throw new RangeError(`a leaf hash has ${HASH_SIZE} bytes, not ${hash.length}`);
    let carry = hash;
    let position = this.#size;
    for (let level = 0; ; level++) {
      const within = position % TILE_WIDTH;
      carry = this.#add(level, carry, within);
      if (within !== TILE_WIDTH - 1) break;
      const index = Math.floor(position / TILE_WIDTH);
      this.#full.push({ level, index, hashes: this.#edges[level]!.hashes.slice() });
      this.#edges[level]!.width = 0;
      position = index;
    }
    this.#size++;
  }

  /** Root of the tree so far (RFC 6962 2.1). */
  root(): Uint8Array {
    let root: Uint8Array | undefined;
    let height = 0;
    for (let left = this.#size; left > 0; left = Math.floor(left / 2), height++) {
      if (left % 2 === 0) continue;
      const peak = this.#peaks[height]!;
      root = root === undefined ? peak : nodeHash(peak, root);
    }
    return root ?? EMPTY_ROOT;
  }

  /** Tiles that became full since the last call, in the order in which they did; a tile precedes the one above it. */
  takeFullTiles(): FullTile[] {
    const full = this.#full;
    this.#full = [];
    return full;
  }

  /** Per level, from 0: the hashes of the tile being filled, as `resume` takes them. Copies. */
  partialTiles(): Uint8Array[] {
    return Array.from({ length: levelCount(this.#size) }, (_, level) => {
      const edge = this.#edges[level]!;
      return edge.hashes.slice(0, edge.width * HASH_SIZE);
    });
  }

  /** Puts a hash at its place in the level's tile and merges the perfect subtrees it completes there. Returns the last merged. */
  #add(level: number, hash: Uint8Array, within: number): Uint8Array {
    const edge = (this.#edges[level] ??= { hashes: new Uint8Array(TILE_WIDTH * HASH_SIZE), width: 0 });
    edge.hashes.set(hash, within * HASH_SIZE);
    edge.width = within + 1;
    let carry = hash;
    let height = level * 8;
    for (let bits = within; bits % 2 === 1; bits >>>= 1) carry = nodeHash(this.#peaks[height++]!, carry);
    if (within !== TILE_WIDTH - 1) this.#peaks[height] = carry;
    return carry;
  }
}
