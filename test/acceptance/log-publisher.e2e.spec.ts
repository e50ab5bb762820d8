import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@doyak/kernel/testing';
import {
  type NoteVerifier,
  parseVerifierKey,
  TiledTree,
  tilePath,
  verifyCheckpoint,
  type VerifiedCheckpoint,
  verifyConsistency,
} from '@doyak/kernel/transparency-log';
import { RotateLogKey } from '@doyak/audit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CommandBus } from '@nestjs/cqrs';
import pg from 'pg';
import { Witness } from '../../apps/cli/src/witness/witness.js';
import { createWitnessServer } from '../../apps/cli/src/witness/witness-server.js';
import { WitnessState, witnessKey } from '../../apps/cli/src/witness/witness-state.js';
import { newId, type PlatformApp, startPlatform } from '../support/platform-app.js';

const ORIGIN = 'log.example/doyak';

interface LogKeys {
  readonly origin: string;
  readonly keys: { verifierKey: string; validFrom: string; validUntil: string | null }[];
}

describe('The publisher of the log', () => {
  let folder: string;
  let doyak: PlatformApp;
  let owner: pg.Client;
  let witnessName: NoteVerifier;
  let logs: { origin: string; keys: NoteVerifier[] }[];
  let server: ReturnType<typeof createWitnessServer>;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'doyak-witness-'));
    const signer = witnessKey(folder, 'witness.example');
    logs = [];
    witnessName = signer;
    server = createWitnessServer(new Witness(signer, logs, WitnessState.open(folder), () => new Date()), '');
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    doyak = await startPlatform({
      settings: {
        ...{ LOG_ORIGIN: ORIGIN, LOG_CHECKPOINT_SECONDS: '0.2', OUTBOUND_LOOPBACK: 'true' },
        LOG_WITNESSES: `${signer.verifierKey} http://127.0.0.1:${port}`,
      },
    });
    owner = new pg.Client(doyak.ownerUrl);
    await owner.connect();
  }, 120_000);
  afterAll(async () => {
    await owner.end();
    await doyak.close();
    await new Promise((resolve) => server.close(resolve).closeAllConnections());
    rmSync(folder, { recursive: true });
  });

  const keys = async () =>
    (await (await fetch(`${doyak.url}/.well-known/doyak-log-keys.json`)).json()) as LogKeys;
  const checkpoint = async (quorum = 0): Promise<VerifiedCheckpoint> => {
    const answer = await fetch(`${doyak.url}/log/checkpoint`);
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    const known = (await keys()).keys.map(({ verifierKey }) => verified(verifierKey));
    const policy = { origin: ORIGIN, keys: known, witnesses: [witnessName], quorum };
    const found = verifyCheckpoint(new Uint8Array(await answer.arrayBuffer()), policy);
    if (!found.ok) throw new Error(found.detail);
    return found.value;
  };
  const verified = (text: string): NoteVerifier => {
    const key = parseVerifierKey(text);
    if (!key.ok) throw new Error(key.detail);
    return key.value;
  };
  const size = async () =>
    Number((await owner.query<{ size: string }>('select size from doyak.log_head')).rows[0]!.size);
  /** The checkpoint of the log as it stands now. */
  const current = (quorum = 0) =>
    eventually(async () => {
      const found = await checkpoint(quorum);
      expect(found.checkpoint.size).toBe(await size());
      return found;
    });
  const happen = () =>
    doyak.as('admin').post('/v1/organisations', {
      ...{ kind: 'foundry', name: `Sample ${Math.random().toString(36).slice(2)}`, businessNumber: null },
    });

  it('signs what the log holds with a key that only this user may read', async () => {
    const { checkpoint: signed } = await current();
    expect(signed.origin).toBe(ORIGIN);
    const files = readdirSync(join(doyak.home, 'log'));
    const [key] = files.filter((name) => name.endsWith('.key'));
    expect(statSync(join(doyak.home, 'log', key!)).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(doyak.home, 'log', key!), 'utf8')).toMatch(/^sealed:/);
    const tree = new TiledTree(
      signed.size,
      async (level, index, width) =>
        new Uint8Array(
          await (await fetch(`${doyak.url}/log/${tilePath(level, index, width)}`)).arrayBuffer(),
        ),
    );
    expect(Buffer.from(await tree.root())).toEqual(Buffer.from(signed.root));
  });

  it('is cosigned by a witness once that knows the log, and continues what it signed', async () => {
    const before = (await current()).checkpoint;
    logs.push({ origin: ORIGIN, keys: [verified((await keys()).keys[0]!.verifierKey)] });
    await happen();
    const { checkpoint: after, cosignatures } = await current(1);
    expect(after.size).toBeGreaterThan(before.size);
    expect(cosignatures).toMatchObject([{ name: 'witness.example' }]);
    const tree = new TiledTree(
      after.size,
      async (level, index, width) =>
        new Uint8Array(
          await (await fetch(`${doyak.url}/log/${tilePath(level, index, width)}`)).arrayBuffer(),
        ),
    );
    const claim = { oldSize: before.size, oldRoot: before.root, newSize: after.size, newRoot: after.root };
    expect(verifyConsistency({ ...claim, proof: await tree.consistencyProof(before.size) })).toMatchObject({
      ok: true,
    });
  });

  it('signs with a new key and the old one beside it, so that those who know only one can follow', async () => {
    const bus = doyak.app.get(CommandBus, { strict: false });
    const actor = { kind: 'system', id: 'cli:test', authority: 'cli' } as const;
    const context = { actor, now: new Date(), commandId: newId() };
    const { verifierKey } = await bus.execute(new RotateLogKey(60_000, context));
    await current(1);
    const published = await keys();
    expect(published.keys.map(({ validUntil }) => validUntil !== null)).toEqual([true, false]);
    const note = await (await fetch(`${doyak.url}/log/checkpoint`)).text();
    for (const { verifierKey: one } of published.keys)
      expect(verifyCheckpoint(note, { origin: ORIGIN, keys: [verified(one)] })).toMatchObject({ ok: true });
    expect(published.keys[1]!.verifierKey).toBe(verifierKey);
  });

  it('stops, and records that it does, when the database is an old backup', async () => {
    const { checkpoint: last } = await current(1);
    // The last events and all that was said of them are gone, as after a restore; the data folder is not in the backup.
    const cut = last.size - 2;
    await owner.query(`
      alter table doyak.log disable trigger all; alter table doyak.events disable trigger all;
      alter table audit.checkpoints disable trigger all; alter table audit.cosignatures disable trigger all;
      delete from audit.cosignatures where checkpoint_id in (select id from audit.checkpoints where size > ${cut});
      delete from audit.checkpoints where size > ${cut};
      delete from doyak.events where position in (select position from doyak.log where index >= ${cut});
      delete from doyak.log where index >= ${cut};`);
    const tree = new TiledTree(
      cut,
      async (level, index, width) =>
        new Uint8Array(
          await (await fetch(`${doyak.url}/log/${tilePath(level, index, width)}`)).arrayBuffer(),
        ),
    );
    await owner.query('update doyak.log_head set size = $1, root = $2', [
      cut,
      Buffer.from(await tree.root()),
    ]);
    const stopped = await eventually(async () => {
      const { rows } = await owner.query<{ data: string }>(
        `select data from doyak.events where type = 'audit.log-publishing-stopped'`,
      );
      expect(rows).toHaveLength(1);
      return JSON.parse(rows[0]!.data) as Record<string, unknown>;
    });
    expect(stopped).toMatchObject({ fault: 'size-shrank', signedSize: last.size, foundSize: cut });
    // Whoever watches over it is told; commands go on.
    const ready = await fetch(`${doyak.url}/health/ready`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({ status: 'degraded', checks: { 'log-publisher': 'down' } });
    const metrics = await (await fetch(`${doyak.url}/metrics`)).text();
    expect(metrics).toMatch(/^doyak_log_publisher_stopped 1$/m);
    // Grown beyond the size that was signed, it is still another log.
    for (let more = 0; more < 4; more += 1) expect((await happen()).status).toBe(201);
    await eventually(async () => {
      const { rows } = await owner.query<{ data: string }>(
        `select data from doyak.events where type = 'audit.log-publishing-stopped' order by position`,
      );
      expect(rows.map(({ data }) => (JSON.parse(data) as { fault: string }).fault)).toEqual([
        'size-shrank',
        'root-mismatch',
      ]);
    });
    expect((await checkpoint()).checkpoint.size).toBeLessThanOrEqual(cut);
  });
});
