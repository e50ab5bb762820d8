import { HASH_SIZE, TILE_WIDTH, TreeBuilder } from '@doyak/kernel/transparency-log';
import type pg from 'pg';

/** Rebuilds the Merkle tree's right edge from the log and its tiles: at most 255 hashes a level are read. */
export async function resumeTree(client: Pick<pg.Pool, 'query'>): Promise<TreeBuilder> {
  const head = await client.query<{ size: string }>('select size from doyak.log_head');
  const size = Number(head.rows[0]!.size);
  const partialTiles: Uint8Array[] = [await partialLeaves(client, size)];
  let fullBelow = Math.floor(size / TILE_WIDTH);
  for (let level = 1; fullBelow > 0; level += 1) {
    const from = fullBelow - (fullBelow % TILE_WIDTH);
    const { rows } = await client.query<{ hashes: Buffer }>(
      'select hashes from doyak.tiles where level = $1 and index >= $2 and index < $3 order by index',
      [level - 1, from, fullBelow],
    );
    partialTiles.push(Buffer.concat(rows.map(({ hashes }) => tileRoot(hashes))));
    fullBelow = Math.floor(fullBelow / TILE_WIDTH);
  }
  return TreeBuilder.resume({ size, partialTiles });
}

async function partialLeaves(client: Pick<pg.Pool, 'query'>, size: number): Promise<Uint8Array> {
  const { rows } = await client.query<{ leaf_hash: Buffer }>(
    'select leaf_hash from doyak.log where index >= $1 and index < $2 order by index',
    [size - (size % TILE_WIDTH), size],
  );
  return Buffer.concat(rows.map((row) => row.leaf_hash));
}

function tileRoot(hashes: Uint8Array): Uint8Array {
  const tree = new TreeBuilder();
  for (let at = 0; at < hashes.length; at += HASH_SIZE) tree.append(hashes.subarray(at, at + HASH_SIZE));
  return tree.root();
}
