/** Hashes in a full tile, entries in a full bundle (C2SP tlog-tiles). */
export const TILE_WIDTH = 256;

/** A tile of the Merkle tree. `width` counts its hashes: 256 for a full tile, 1 to 255 for a partial one at the right edge. */
export interface TileCoordinate {
  readonly level: number;
  readonly index: number;
  readonly width: number;
}

/** A bundle of entries: those below the level-0 tile of the same index and width. */
export type BundleCoordinate = Omit<TileCoordinate, 'level'>;

/** Leaves below one hash of a tile at `level`: 256 ^ level. */
export function leavesPerHash(level: number): number {
  return TILE_WIDTH ** level;
}

/** Hashes of the partial tile at `level` in a tree of `size` leaves: floor(size / 256^level) mod 256, 0 for none. */
export function partialWidth(size: number, level: number): number {
  return Math.floor(size / leavesPerHash(level)) % TILE_WIDTH;
}

/** Levels that a tree of `size` leaves has tiles at. 0 for the empty tree; 256 leaves have two. */
export function levelCount(size: number): number {
  let levels = 0;
  for (let left = size; left > 0; left = Math.floor(left / TILE_WIDTH)) levels++;
  return levels;
}

/** Width of tile `index` at `level` in a tree of `size` leaves: 256, the partial width, or 0 where the tree has no such tile. */
export function tileWidth(size: number, level: number, index: number): number {
  const hashes = Math.floor(size / leavesPerHash(level)) - index * TILE_WIDTH;
  return Math.min(Math.max(hashes, 0), TILE_WIDTH);
}

/**
 * Path of a tile below the log's prefix: `tile/<L>/<N>` or `tile/<L>/<N>.p/<W>` (C2SP tlog-tiles). Throws RangeError for what
 * no tree of up to 2^53 - 1 leaves has.
 */
export function tilePath(level: number, index: number, width: number = TILE_WIDTH): string {
  if (!isTile(level, index, width)) throw new RangeError(`no tile ${level}/${index} of width ${width}`);
  return `tile/${level}/${indexPath(index)}${widthSuffix(width)}`;
}

/** Path of an entry bundle below the log's prefix: `tile/entries/<N>` or `tile/entries/<N>.p/<W>`. Throws RangeError as `tilePath`. */
export function entriesPath(index: number, width: number = TILE_WIDTH): string {
  if (!isTile(0, index, width)) throw new RangeError(`no entry bundle ${index} of width ${width}`);
  return `tile/entries/${indexPath(index)}${widthSuffix(width)}`;
}

/** Reads what `tilePath` writes, and only that: another spelling of the same tile (`x000/001`, `00`, `.p/256`) is undefined. */
export function parseTilePath(path: string): TileCoordinate | undefined {
  const match = /^tile\/(0|[1-9]\d?)\/([x\d/]{3,30}?)(?:\.p\/([1-9]\d{0,2}))?$/.exec(path);
  if (match === null) return undefined;
  const level = Number(match[1]);
  const place = parsePlace(level, match[2] ?? '', match[3]);
  return place === undefined ? undefined : { level, ...place };
}

/** Reads what `entriesPath` writes, and only that. */
export function parseEntriesPath(path: string): BundleCoordinate | undefined {
  const match = /^tile\/entries\/([x\d/]{3,30}?)(?:\.p\/([1-9]\d{0,2}))?$/.exec(path);
  return match === null ? undefined : parsePlace(0, match[1] ?? '', match[2]);
}

function parsePlace(level: number, groups: string, suffix: string | undefined): BundleCoordinate | undefined {
  if (suffix !== undefined && Number(suffix) >= TILE_WIDTH) return undefined;
  const width = suffix === undefined ? TILE_WIDTH : Number(suffix);
  const index = Number(groups.replace(/[x/]/g, ''));
  if (!isTile(level, index, width) || indexPath(index) !== groups) return undefined;
  return { index, width };
}

function isTile(level: number, index: number, width: number): boolean {
  return (
    Number.isInteger(level) &&
    level >= 0 &&
    level <= 63 &&
    Number.isSafeInteger(index) &&
    index >= 0 &&
    index * leavesPerHash(level + 1) <= Number.MAX_SAFE_INTEGER &&
    Number.isInteger(width) &&
    width >= 1 &&
    width <= TILE_WIDTH
  );
}

function indexPath(index: number): string {
  let path = String(index % 1000).padStart(3, '0');
  for (let left = Math.floor(index / 1000); left > 0; left = Math.floor(left / 1000)) {
    path = `x${String(left % 1000).padStart(3, '0')}/${path}`;
  }
  return path;
}

function widthSuffix(width: number): string {
  return width === TILE_WIDTH ? '' : `.p/${width}`;
}
