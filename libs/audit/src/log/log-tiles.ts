import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@doyak/kernel/database';
import {
  encodeEntryBundle,
  HASH_SIZE,
  TILE_WIDTH,
  type BundleCoordinate,
  type TileCoordinate,
  TreeBuilder,
} from '@doyak/kernel/transparency-log';
import { LRUCache } from 'lru-cache';
import type pg from 'pg';

type Queries = Pick<pg.Pool, 'query'>;

/** Roots of full tiles, 32 bytes each, and what they save: 8 KiB read and 255 hashes for each. */
const KEPT_ROOTS = 100_000;

/** The log's Merkle tree and its entries, as the sequencer stored them. What it reads is proven by nothing: see the checkpoint. */
@Injectable()
export class LogTiles {
  private readonly roots = new LRUCache<string, Uint8Array>({ max: KEPT_ROOTS });

  constructor(@Inject(Database) private readonly database: Database) {}

  /** The first `width` hashes of a tile; undefined where the log does not have that many yet. */
  async tile(
    { level, index, width }: TileCoordinate,
    queries: Queries = this.database.pool,
  ): Promise<Uint8Array | undefined> {
    const full = await this.fullTile(level, index, queries);
    const hashes = full ?? (await this.edge({ level, index, width }, queries));
    return hashes.length < width * HASH_SIZE ? undefined : hashes.subarray(0, width * HASH_SIZE);
  }

  /** A bundle of entries; undefined where the log does not have that many yet. */
  async entries({ index, width }: BundleCoordinate): Promise<Uint8Array | undefined> {
    const start = index * TILE_WIDTH;
    const { rows } = await this.database.pool.query<{ entry: Buffer }>({
      name: 'audit-entries',
      text: 'select entry from doyak.log where index >= $1 and index < $2 order by index',
      values: [start, start + width],
    });
    return rows.length < width ? undefined : encodeEntryBundle(rows.map(({ entry }) => entry));
  }

  private async fullTile(level: number, index: number, queries: Queries): Promise<Uint8Array | undefined> {
    const { rows } = await queries.query<{ hashes: Buffer }>({
      name: 'audit-tile',
      text: 'select hashes from doyak.tiles where level = $1 and index = $2',
      values: [level, index],
    });
    return rows[0]?.hashes;
  }

  /** Of a tile that is not full: leaf hashes, or the roots of the full tiles below it. Up to `width` hashes. */
  private async edge({ level, index, width }: TileCoordinate, queries: Queries): Promise<Uint8Array> {
    const start = index * TILE_WIDTH;
    if (level > 0) return this.rootsOf(level - 1, start, start + width, queries);
    const { rows } = await queries.query<{ hash: Buffer }>({
      name: 'audit-leaf-hashes',
      text: 'select leaf_hash as hash from doyak.log where index >= $1 and index < $2 order by index',
      values: [start, start + width],
    });
    return Buffer.concat(rows.map(({ hash }) => hash));
  }

  private async rootsOf(level: number, start: number, end: number, queries: Queries): Promise<Uint8Array> {
    const found: Uint8Array[] = [];
    let from = start;
    for (let root; (root = from < end ? this.roots.get(`${level}/${from}`) : undefined); from += 1)
      found.push(root);
    if (from < end) {
      const { rows } = await queries.query<{ index: string; hashes: Buffer }>({
        name: 'audit-tiles',
        text: 'select index, hashes from doyak.tiles where level = $1 and index >= $2 and index < $3 order by index',
        values: [level, from, end],
      });
      for (const { index, hashes } of rows) {
        const root = tileRoot(hashes);
        this.roots.set(`${level}/${index}`, root);
        found.push(root);
      }
    }
    return Buffer.concat(found);
  }
}

function tileRoot(hashes: Uint8Array): Uint8Array {
  const tree = new TreeBuilder();
  for (let at = 0; at < hashes.length; at += HASH_SIZE) tree.append(hashes.subarray(at, at + HASH_SIZE));
  return tree.root();
}
