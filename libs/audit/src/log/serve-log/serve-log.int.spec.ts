import { Database } from '@doyak/kernel/database';
import { eventually } from '@doyak/kernel/testing';
import {
  decodeEntryBundle,
  entriesPath,
  leafHash,
  levelCount,
  partialWidth,
  TiledTree,
  tilePath,
} from '@doyak/kernel/transparency-log';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type PlatformApp, startPlatform } from '../../../../../test/support/platform-app.js';

describe('The log, served', () => {
  let doyak: PlatformApp;
  let size: number;
  let root: Uint8Array;
  beforeAll(async () => {
    doyak = await startPlatform();
    [size, root] = await settled();
  }, 120_000);
  afterAll(() => doyak.close());

  /** Size and root once no event waits for its place. */
  async function settled(): Promise<[number, Uint8Array]> {
    const { pool } = doyak.app.get(Database, { strict: false });
    await eventually(async () => {
      const { rows } = await pool.query<{ pending: string }>('select count(*) as pending from doyak.pending');
      expect(rows[0]!.pending).toBe('0');
    });
    const { rows } = await pool.query<{ size: string; root: Buffer }>(
      'select size, root from doyak.log_head',
    );
    return [Number(rows[0]!.size), rows[0]!.root];
  }

  const bytes = async (path: string, token?: string) => {
    const answer = await fetch(`${doyak.url}/log/${path}`, {
      headers: token ? { Authorization: `Bearer ${token}` } : {},
    });
    return { answer, body: new Uint8Array(await answer.arrayBuffer()) };
  };

  it('as tiles from which anyone derives its root', async () => {
    expect(size).toBeGreaterThan(20);
    const read = async (level: number, index: number, width: number) => {
      const { answer, body } = await bytes(tilePath(level, index, width));
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe('application/octet-stream');
      expect(answer.headers.get('cache-control')).toBe('public, max-age=604800, immutable');
      return body;
    };
    expect(Buffer.from(await new TiledTree(size, read).root())).toEqual(Buffer.from(root));
  });

  it('as entries whose hashes stand in the tiles, for those who may', async () => {
    const width = Math.min(size, 256) % 256 || 256;
    const { answer, body } = await bytes(entriesPath(0, width), doyak.token('auditor'));
    expect(answer.headers.get('cache-control')).toBe('private, max-age=604800, immutable');
    const { entries, fault } = decodeEntryBundle(body);
    expect(fault).toBeUndefined();
    const hashes = await bytes(tilePath(0, 0, width));
    expect(Buffer.concat(entries.map(leafHash))).toEqual(Buffer.from(hashes.body));
    expect((await bytes(entriesPath(0, width))).answer.status).toBe(401);
    expect((await bytes(entriesPath(0, width), doyak.token('hanbit'))).answer.status).toBe(403);
  });

  it('and nothing that it does not have', async () => {
    // The auditor's reading of entries was an event of its own.
    [size] = await settled();
    const beyond = [
      ...['tile/0/x001/000', 'tile/64/000', 'tile/00/000', 'tile/0/0', 'tile/0/000.p/256', 'tile/0/000.p/0'],
      ...[tilePath(levelCount(size), 0, 1), tilePath(0, 0, partialWidth(size, 0) + 1), 'tile/none'],
    ];
    for (const path of beyond) {
      const { answer, body } = await bytes(path);
      expect([path, answer.status]).toEqual([path, 404]);
      expect(JSON.parse(Buffer.from(body).toString())).toMatchObject({ code: 'LOG_TILE_NOT_FOUND' });
    }
  });
});
