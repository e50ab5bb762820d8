import { EMPTY_ROOT, HASH_SIZE, nodeHash } from './tree-hash.js';
import { leavesPerHash, TILE_WIDTH, tilePath, tileWidth } from './tile.js';

/**
 * Gives the hashes of a tile, `width` × 32 bytes. A longer answer is taken as the full tile that has since replaced the partial one.
 */
export type TileReader = (level: number, index: number, width: number) => Promise<Uint8Array> | Uint8Array;

/** Tiles kept between proofs: 8 MiB at most. */
const CACHED_TILES = 1024;

/** Leaves from `start` up to, not including, `end`. */
type Range = readonly [start: number, end: number];

/**
 * The tree of the first `size` leaves of a log, read from its tiles: root and proofs. It trusts what it reads; whoever is given a proof
 * verifies it against a signed root. Throws RangeError for leaves and sizes outside the tree, Error for a tile of the wrong length.
 */
export class TiledTree {
  readonly #tiles = new Map<string, Promise<Uint8Array>>();

  constructor(
    readonly size: number,
    private readonly readTile: TileReader,
  ) {
    if (!Number.isSafeInteger(size) || size < 0) throw new RangeError(`no tree has ${size} leaves`);
  }

  /** Root of the whole tree, or of its first `size` leaves. */
  async root(size: number = this.size): Promise<Uint8Array> {
    this.#refuseBeyond(size);
    return size === 0 ? EMPTY_ROOT : this.#hash([0, size]);
  }

  /** Siblings from the leaf up, as `verifyInclusion` takes them (RFC 6962 2.1.1), for the first `size` leaves. */
  async inclusionProof(index: number, size: number = this.size): Promise<Uint8Array[]> {
    this.#refuseBeyond(size);
    if (!Number.isSafeInteger(index) || index < 0 || index >= size)
      throw new RangeError(`leaf ${index} is not in a tree of ${size}`);
    const siblings: Range[] = [];
    let [start, end] = [0, size];
    while (end - start > 1) {
      const middle = start + splitOf(end - start);
      if (index < middle) {
        siblings.push([middle, end]);
        end = middle;
      } else {
        siblings.push([start, middle]);
        start = middle;
      }
    }
    return Promise.all(siblings.reverse().map((range) => this.#hash(range)));
  }

  /** Proof that the first `newSize` leaves begin with the first `oldSize` (RFC 6962 2.1.2), as `verifyConsistency` takes it. */
  async consistencyProof(oldSize: number, newSize: number = this.size): Promise<Uint8Array[]> {
    this.#refuseBeyond(newSize);
    if (!Number.isSafeInteger(oldSize) || oldSize < 0 || oldSize > newSize)
      throw new RangeError(`${oldSize} leaves are not a part of ${newSize}`);
    if (oldSize === 0 || oldSize === newSize) return [];
    const parts: Range[] = [];
    let [start, end] = [0, newSize];
    while (end !== oldSize) {
      const middle = start + splitOf(end - start);
      if (oldSize <= middle) {
        parts.push([middle, end]);
        end = middle;
      } else {
        parts.push([start, middle]);
        start = middle;
      }
    }
    // Where the older tree is one whole subtree of the newer, the verifier has its root already.
    if (start !== 0) parts.push([start, end]);
    return Promise.all(parts.reverse().map((range) => this.#hash(range)));
  }

  #refuseBeyond(size: number): void {
    if (!Number.isSafeInteger(size) || size < 0 || size > this.size)
      throw new RangeError(`no first ${size} leaves in a tree of ${this.size}`);
  }

  /** Hash of the subtree over a range, as RFC 6962 splits it. */
  async #hash([start, end]: Range): Promise<Uint8Array> {
    const count = end - start;
    const split = splitOf(count);
    if (count > 1 && split * 2 !== count) {
      const [left, right] = await Promise.all([
        this.#hash([start, start + split]),
        this.#hash([start + split, end]),
      ]);
      return nodeHash(left, right);
    }
    let level = 0;
    while (leavesPerHash(level + 1) <= count) level++;
    const first = start / leavesPerHash(level);
    const tile = await this.#tile(level, Math.floor(first / TILE_WIDTH));
    const at = first % TILE_WIDTH;
    return perfectRoot(tile, at, at + count / leavesPerHash(level));
  }

  #tile(level: number, index: number): Promise<Uint8Array> {
    const width = tileWidth(this.size, level, index);
    const path = tilePath(level, index, width);
    const known = this.#tiles.get(path);
    if (known !== undefined) return known;
    const tile = this.#read(level, index, width, path);
    if (this.#tiles.size >= CACHED_TILES) this.#tiles.delete(this.#tiles.keys().next().value!);
    this.#tiles.set(path, tile);
    return tile;
  }

  async #read(level: number, index: number, width: number, path: string): Promise<Uint8Array> {
    const hashes = await this.readTile(level, index, width);
    if (hashes.length < width * HASH_SIZE)
      throw new Error(`${path} has ${hashes.length} bytes, not ${width * HASH_SIZE}`);
    return hashes.subarray(0, width * HASH_SIZE);
  }
}

/** Largest power of two below `count`. */
function splitOf(count: number): number {
  let split = 1;
  while (split * 2 < count) split *= 2;
  return split;
}

function perfectRoot(tile: Uint8Array, start: number, end: number): Uint8Array {
  if (end - start === 1) return tile.slice(start * HASH_SIZE, end * HASH_SIZE);
  const middle = (start + end) / 2;
  return nodeHash(perfectRoot(tile, start, middle), perfectRoot(tile, middle, end));
}
