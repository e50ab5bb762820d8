import { leafHash, TreeBuilder, tilePath, type TileReader } from './index.js';

/** Leaves of a sample log with tiles on three levels. */
export const leaves = Array.from({ length: 70_000 }, (_, i) =>
  leafHash(new TextEncoder().encode(`entry ${i}`)),
);

/** Tiles of the first `size` leaves, as a log would serve them. */
export function tilesOf(size: number, log = leaves): { root: Uint8Array; read: TileReader; asked: string[] } {
  const builder = new TreeBuilder();
  log.slice(0, size).forEach((leaf) => builder.append(leaf));
  const tiles = new Map(
    builder.takeFullTiles().map((tile) => [tilePath(tile.level, tile.index), tile.hashes]),
  );
  builder.partialTiles().forEach((hashes, level) => {
    if (hashes.length === 0) return;
    const index = Math.floor(size / 256 ** (level + 1));
    tiles.set(tilePath(level, index, hashes.length / 32), hashes);
  });
  const asked: string[] = [];
  const read: TileReader = (level, index, width) => {
    const name = tilePath(level, index, width);
    asked.push(name);
    const tile = tiles.get(name);
    if (tile === undefined) throw new Error(`${name} does not exist`);
    return tile;
  };
  return { root: builder.root(), read, asked };
}
