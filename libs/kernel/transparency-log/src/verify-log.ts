import { equalBytes } from './bytes.js';
import { failed, type Failed, type Fault } from './checked.js';
import type { Checkpoint } from './checkpoint.js';
import { decodeEntryBundle } from './entry-bundle.js';
import { TreeBuilder, type FullTile } from './tree-builder.js';
import { HASH_SIZE, leafHash } from './tree-hash.js';
import { leavesPerHash, TILE_WIDTH, tileWidth } from './tile.js';

/**
 * Entries in log order: a bundle as it is served, or entries with, where they are stored beside them, their leaf hashes concatenated; or, where
 * somebody the caller trusts (a thread of its own) has read the entries, just the hashes that were made of them.
 */
export type LogBatch =
  | Uint8Array
  | { readonly entries: readonly Uint8Array[]; readonly leafHashes?: Uint8Array }
  | { readonly hashed: Uint8Array };

/** A stored tile of the checkpoint's tree, of just this width, or undefined where none is kept. */
export type StoredTiles = (
  level: number,
  index: number,
  width: number,
) => Promise<Uint8Array | undefined> | Uint8Array | undefined;

export interface VerifyLogOptions {
  /** Tiles stored beside the entries. Without them or leaf hashes, an altered entry shows only in the root, which names no index. */
  readonly tiles?: StoredTiles;
  /** Older checkpoints of the same log that the reader trusts: what was removed or altered since is found, and where is narrowed down. */
  readonly earlier?: readonly Pick<Checkpoint, 'size' | 'root'>[];
}

export interface LogVerified {
  readonly ok: true;
  readonly size: number;
}

/** Where the first fault is: at `index` if `end` is the next, else somewhere from `index` up to, not including, `end`. */
export interface LogFault extends Failed {
  readonly index: number;
  readonly end: number;
}

/**
 * Re-derives the root of a log from its stored entry bytes and compares it with a checkpoint whose signature the caller has verified. Reads
 * once, in order; memory does not grow with the log. Stored leaf hashes and tiles are checked on the way, so the first entry, hash or
 * tile that does not fit is named. Never throws for what is in the log; what the sources throw passes through.
 */
export async function verifyLog(
  batches: Iterable<LogBatch> | AsyncIterable<LogBatch>,
  checkpoint: Pick<Checkpoint, 'size' | 'root'>,
  options: VerifyLogOptions = {},
): Promise<LogVerified | LogFault> {
  const walk = new LogWalk(checkpoint, options);
  for await (const batch of batches) {
    const fault = walk.take(batch);
    // What stopped the walk may be the consequence of something before it, which the tiles can name.
    const earlier = await walk.compareTiles(fault !== undefined);
    if (earlier !== undefined) return earlier;
    if (fault !== undefined) return fault;
  }
  return (await walk.compareTiles(true)) ?? walk.finish() ?? { ok: true, size: checkpoint.size };
}

class LogWalk {
  readonly #tree = new TreeBuilder();
  readonly #marks: readonly Pick<Checkpoint, 'size' | 'root'>[];
  #nextMark = 0;
  /** Leaves that a trusted root covers so far. */
  #proven = 0;

  constructor(
    private readonly checkpoint: Pick<Checkpoint, 'size' | 'root'>,
    private readonly options: VerifyLogOptions,
  ) {
    this.#marks = [...(options.earlier ?? []), checkpoint].sort((a, b) => a.size - b.size);
  }

  take(batch: LogBatch): LogFault | undefined {
    if ('hashed' in batch) return this.#takeHashes(batch.hashed);
    const { entries, leafHashes, fault } =
      batch instanceof Uint8Array
        ? { ...decodeEntryBundle(batch), leafHashes: undefined }
        : { ...batch, fault: undefined };
    for (let i = 0; i < entries.length; i++) {
      const index = this.#tree.size;
      const refused = this.#refuseNext();
      if (refused !== undefined) return refused;
      const hash = leafHash(entries[i]!);
      if (leafHashes !== undefined && !holdsAt(leafHashes, i, hash)) {
        return at('entry-altered', index, `entry ${index} does not have the hash stored for it`);
      }
      this.#tree.append(hash);
    }
    if (fault === undefined) return undefined;
    const mark = this.#passMarks();
    if (mark !== undefined) return mark;
    const start = this.options.tiles === undefined ? this.#proven : this.#tree.size;
    const detail = `entry ${this.#tree.size} cannot be read: ${fault}`;
    return at('malformed', start, detail, this.#tree.size + 1);
  }

  #takeHashes(hashes: Uint8Array): LogFault | undefined {
    for (let at = 0; at < hashes.length; at += HASH_SIZE) {
      const refused = this.#refuseNext();
      if (refused !== undefined) return refused;
      this.#tree.append(hashes.subarray(at, at + HASH_SIZE));
    }
    return undefined;
  }

  /** What stands against one more entry. */
  #refuseNext(): LogFault | undefined {
    const mark = this.#passMarks();
    const index = this.#tree.size;
    if (mark !== undefined || index < this.checkpoint.size) return mark;
    return at('entry-surplus', index, `the log goes on after ${index} entries, where the checkpoint ends`);
  }

  /** Compares the tiles filled since the last call, and with `edge` those being filled too, with the stored ones. */
  async compareTiles(edge: boolean): Promise<LogFault | undefined> {
    const tiles = this.#tree.takeFullTiles();
    if (this.options.tiles === undefined) return undefined;
    if (edge) {
      this.#tree.partialTiles().forEach((hashes, level) => {
        tiles.push({ level, index: Math.floor(this.#tree.size / leavesPerHash(level + 1)), hashes });
      });
    }
    for (const tile of tiles) {
      const fault = await this.#compare(tile);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }

  finish(): LogFault | undefined {
    const mark = this.#passMarks();
    if (mark !== undefined) return mark;
    const { size } = this.#tree;
    const missing = this.#marks.find((one) => one.size > size);
    return (
      missing &&
      at(
        'entry-missing',
        size,
        `the log ends after ${size} entries; a checkpoint says ${missing.size}`,
        missing.size,
      )
    );
  }

  /** Compares the root with each trusted one of just this size. */
  #passMarks(): LogFault | undefined {
    for (
      let mark = this.#marks[this.#nextMark];
      mark?.size === this.#tree.size;
      mark = this.#marks[++this.#nextMark]
    ) {
      if (!equalBytes(mark.root, this.#tree.root())) {
        return at(
          'root-mismatch',
          this.#proven,
          `the first ${mark.size} entries do not have the root of the checkpoint`,
          mark.size,
        );
      }
      this.#proven = mark.size;
    }
    return undefined;
  }

  /** Compares as many hashes as the walk has with the stored tile of the checkpoint's tree, which may have more. */
  async #compare({ level, index, hashes }: FullTile): Promise<LogFault | undefined> {
    const width = tileWidth(this.checkpoint.size, level, index);
    const walked = Math.min(hashes.length / HASH_SIZE, width);
    const stored = walked === 0 ? undefined : await this.options.tiles!(level, index, width);
    if (stored === undefined) return undefined;
    for (let i = 0; i < walked; i++) {
      if (holdsAt(stored, i, hashes.subarray(i * HASH_SIZE, (i + 1) * HASH_SIZE))) continue;
      const start = (index * TILE_WIDTH + i) * leavesPerHash(level);
      if (level === 0)
        return at('entry-altered', start, `entry ${start} does not have the hash stored for it`);
      const end = start + leavesPerHash(level);
      const detail = `entries ${start} to ${end - 1} do not have the hash stored for them at level ${level}`;
      return at('tile-altered', start, detail, end);
    }
    if (stored.length === width * HASH_SIZE) return undefined;
    const end = (index * TILE_WIDTH + width) * leavesPerHash(level);
    const detail = `the tile at level ${level} that ends with entry ${end - 1} has ${stored.length} bytes`;
    return at('tile-altered', end - leavesPerHash(level), detail, end);
  }
}

function holdsAt(hashes: Uint8Array, place: number, hash: Uint8Array): boolean {
  const start = place * HASH_SIZE;
  if (hashes.length < start + HASH_SIZE) return false;
  for (let i = 0; i < HASH_SIZE; i++) if (hashes[start + i] !== hash[i]) return false;
  return true;
}

function at(fault: Fault, index: number, detail: string, end = index + 1): LogFault {
  return { ...failed(fault, detail), index, end };
}
