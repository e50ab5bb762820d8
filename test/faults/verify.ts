import assert from 'node:assert/strict';
import { decodeLeaf, payloadCommitment, verifyLog } from '@doyak/kernel/transparency-log';
import type pg from 'pg';
import { withClient } from './cluster.js';

interface LogRow {
  index: string;
  entry: Buffer;
  leaf_hash: Buffer;
  id: string;
  stream_id: string;
  version: number;
  case_id: string | null;
  case_sequence: number | null;
  command_id: string;
  salt: Buffer;
  data: string;
}

export interface Verified {
  readonly events: number;
  readonly streams: number;
  readonly cases: number;
}

/**
 * Reads the whole store with the owner's rights and asserts all that must always hold: index dense, nothing pending, lost or doubled, streams and
 * cases in order and without a gap, each entry true to its event and chained to the one before, hashes, tiles and root those of the entries.
 * Every command in `acknowledged` has exactly the number of events it was answered with.
 */
export function verifyStore(
  ownerUrl: string,
  acknowledged: ReadonlyMap<string, number> = new Map(),
): Promise<Verified> {
  return withClient(ownerUrl, async (client) => {
    const { rows } = await client.query<LogRow>(
      `select l.index, l.entry, l.leaf_hash, e.id, e.stream_id, e.version, l.case_id, l.case_sequence, e.command_id, e.salt, e.data
       from doyak.log l join doyak.events e on e.position = l.position and e.id = l.event_id order by l.index`,
    );
    const counts = await client.query<{ what: string; count: string }>(
      `select 'events' as what, count(*) from doyak.events union all select 'log', count(*) from doyak.log
       union all select 'pending', count(*) from doyak.pending`,
    );
    const count = Object.fromEntries(counts.rows.map((row) => [row.what, Number(row.count)]));
    assert.deepEqual(
      count,
      { events: rows.length, log: rows.length, pending: 0 },
      'every event is in the log once',
    );
    const order = checkOrder(rows);
    await checkTree(client, rows);
    checkCommands(rows, acknowledged);
    return { events: rows.length, ...order };
  });
}

function checkOrder(rows: readonly LogRow[]): { streams: number; cases: number } {
  const streams = new Map<string, number>();
  const cases = new Map<string, { sequence: number; leaf: string }>();
  for (const [at, row] of rows.entries()) {
    assert.equal(Number(row.index), at, `index ${at} is there`);
    assert.equal(
      row.version,
      (streams.get(row.stream_id) ?? 0) + 1,
      `stream ${row.stream_id} is in order at ${at}`,
    );
    streams.set(row.stream_id, row.version);
    const leaf = decodeLeaf(row.entry);
    assert.ok(leaf.ok, `entry ${at} can be read`);
    const { value } = leaf;
    assert.equal(value.id, row.id);
    assert.equal(
      value.payload.commitment,
      Buffer.from(payloadCommitment(row.salt, Buffer.from(row.data))).toString('base64'),
      `entry ${at} commits to its payload`,
    );
    if (row.case_id === null) continue;
    const before = cases.get(row.case_id);
    assert.equal(row.case_sequence, (before?.sequence ?? 0) + 1, `case ${row.case_id} has no gap at ${at}`);
    assert.equal(value.caseSequence, row.case_sequence);
    assert.equal(value.casePrevious, before?.leaf, `case ${row.case_id} is chained at ${at}`);
    cases.set(row.case_id, { sequence: row.case_sequence!, leaf: row.leaf_hash.toString('base64') });
  }
  return { streams: streams.size, cases: cases.size };
}

async function checkTree(client: pg.Client, rows: readonly LogRow[]): Promise<void> {
  const { rows: heads } = await client.query<{ size: string; root: Buffer }>(
    'select size, root from doyak.log_head',
  );
  const head = heads[0]!;
  assert.equal(Number(head.size), rows.length, 'the head counts every entry');
  const tiles = await client.query<{ level: number; index: string; hashes: Buffer }>(
    'select * from doyak.tiles',
  );
  const stored = new Map(tiles.rows.map((tile) => [`${tile.level}/${tile.index}`, tile.hashes]));
  assert.equal(tiles.rows.filter(({ level }) => level === 0).length, Math.floor(rows.length / 256));
  const batch = {
    entries: rows.map(({ entry }) => entry),
    leafHashes: Buffer.concat(rows.map((row) => row.leaf_hash)),
  };
  const verified = await verifyLog(
    [batch],
    { size: rows.length, root: head.root },
    {
      tiles: (level, index) => stored.get(`${level}/${index}`),
    },
  );
  assert.deepEqual(verified, { ok: true, size: rows.length }, 'the root is that of the entries');
}

function checkCommands(rows: readonly LogRow[], acknowledged: ReadonlyMap<string, number>): void {
  const seen = new Map<string, number>();
  for (const { command_id: id } of rows) seen.set(id, (seen.get(id) ?? 0) + 1);
  for (const [id, events] of acknowledged) {
    assert.equal(seen.get(id) ?? 0, events, `acknowledged command ${id} is in the log exactly once`);
  }
}

/** Asserts that the follower `effects` did each event of the log exactly once, in log order. */
export async function verifyEffects(ownerUrl: string, events: number): Promise<void> {
  const found = await withClient(ownerUrl, async (client) => {
    const { rows } = await client.query<{ index: string }>('select index from faults.effects order by place');
    return rows.map(({ index }) => Number(index));
  });
  assert.deepEqual(
    found,
    Array.from({ length: events }, (_, at) => at),
    'each event has its effect exactly once, in order',
  );
}
