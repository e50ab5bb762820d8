import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  formatAddCheckpoint,
  leafHash,
  nodeHash,
  parseSignatureLines,
  parseVerifierKey,
  signCheckpoint,
  signerFromSeed,
  TreeBuilder,
  verifyCheckpoint,
} from '@doyak/kernel/transparency-log';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Witness } from './witness.js';
import { createWitnessServer } from './witness-server.js';
import { WitnessState, witnessKey } from './witness-state.js';

const ORIGIN = 'log.example/doyak';
const log = signerFromSeed(ORIGIN, new Uint8Array(32).fill(1));
const now = new Date('2026-03-02T09:00:00Z');
const rootOf = (size: number, salt = 0) => {
  const tree = new TreeBuilder();
  for (let at = 0; at < size; at += 1) tree.append(leafHash(Uint8Array.of(at, salt)));
  return tree.root();
};
const noteOf = (size: number, salt = 0) =>
  signCheckpoint({ origin: ORIGIN, size, root: rootOf(size, salt) }, log);
/** Trees of one and two leaves: the proof between them is the second leaf. */
const second = leafHash(Uint8Array.of(1, 0));

describe('A witness', () => {
  let folder: string;
  let server: ReturnType<typeof createWitnessServer>;
  let url: string;
  let key: string;
  const open = async () => {
    const signer = witnessKey(folder, undefined);
    const witness = new Witness(
      signer,
      [{ origin: ORIGIN, keys: [log] }],
      WitnessState.open(folder),
      () => now,
    );
    server = createWitnessServer(witness, signer.verifierKey);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const close = () => new Promise((resolve) => server.close(resolve).closeAllConnections());
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'doyak-witness-'));
    expect(() => witnessKey(folder, undefined)).toThrow('--name');
    key = witnessKey(folder, 'witness.example').verifierKey;
    await open();
  });
  afterAll(async () => {
    await close();
    rmSync(folder, { recursive: true });
  });
  const add = async (body: string) => {
    const answer = await fetch(`${url}/add-checkpoint`, { method: 'POST', body });
    return { status: answer.status, type: answer.headers.get('content-type'), body: await answer.text() };
  };

  it('has a key that only its user may read, and the same one after a restart', async () => {
    expect(statSync(join(folder, 'witness.key')).mode & 0o777).toBe(0o600);
    expect(await (await fetch(url)).text()).toBe(`${key}\n`);
    expect(() => witnessKey(folder, 'other.example')).toThrow('is named witness.example');
  });

  it('cosigns with the time, so that the checkpoint verifies by its key', async () => {
    const note = await noteOf(1);
    const answer = await add(formatAddCheckpoint({ oldSize: 0, proof: [], checkpoint: note }));
    expect([answer.status, parseSignatureLines(answer.body).ok]).toEqual([200, true]);
    const witness = parseVerifierKey(key);
    const policy = { origin: ORIGIN, keys: [log], witnesses: witness.ok ? [witness.value] : [], quorum: 1 };
    const verified = verifyCheckpoint(note + answer.body, policy);
    expect(verified).toMatchObject({
      ok: true,
      value: { cosignatures: [{ name: 'witness.example', time: now.getTime() / 1_000 }] },
    });
  });

  it('remembers across a restart, and refuses what does not continue', async () => {
    await close();
    await open();
    const asked = { oldSize: 0, proof: [], checkpoint: await noteOf(2) };
    const conflict = { status: 409, type: 'text/x.tlog.size', body: '1\n' };
    expect(await add(formatAddCheckpoint(asked))).toEqual(conflict);
    const forked = { oldSize: 1, proof: [leafHash(Uint8Array.of(1, 9))], checkpoint: await noteOf(2, 9) };
    expect((await add(formatAddCheckpoint(forked))).status).toBe(422);
    expect((await add(formatAddCheckpoint({ ...asked, oldSize: 1, proof: [second] }))).status).toBe(200);
    // Smaller than what was cosigned: the log has lost an event.
    const shrunk = { oldSize: 1, proof: [], checkpoint: await noteOf(1) };
    expect(await add(formatAddCheckpoint(shrunk))).toEqual({ ...conflict, body: '2\n' });
  });

  it('lets requests at once pass one after another: one of two that build on the same size', async () => {
    const requests = [3, 4].map(async (size) => {
      const tree = [0, 1, 2, 3].slice(0, size).map((at) => leafHash(Uint8Array.of(at, 0)));
      const proof = size === 3 ? [tree[2]!] : [nodeHash(tree[2]!, tree[3]!)];
      return add(formatAddCheckpoint({ oldSize: 2, proof, checkpoint: await noteOf(size) }));
    });
    const statuses = (await Promise.all(requests)).map(({ status }) => status).sort();
    expect(statuses).toEqual([200, 409]);
  });

  it('refuses the unknown, the malformed, the too long', async () => {
    const stranger = signerFromSeed('other.example', new Uint8Array(32).fill(2));
    const checkpoint = await signCheckpoint({ origin: 'other.example', size: 1, root: rootOf(1) }, stranger);
    expect((await add(formatAddCheckpoint({ oldSize: 0, proof: [], checkpoint }))).status).toBe(404);
    expect((await add('old 0\n')).status).toBe(400);
    expect((await add('x'.repeat(400_000))).status).toBe(413);
    expect((await fetch(`${url}/other`)).status).toBe(404);
    expect((await fetch(`${url}/add-checkpoint`)).status).toBe(405);
  });

  it('does not begin anew when its state is gone or damaged', () => {
    const lost = mkdtempSync(join(tmpdir(), 'doyak-witness-'));
    try {
      writeFileSync(join(lost, 'witness.key'), readFileSync(join(folder, 'witness.key')));
      expect(() => WitnessState.open(lost)).toThrow('ENOENT');
      writeFileSync(join(lost, 'state.json'), '{"log.exa');
      expect(() => WitnessState.open(lost)).toThrow();
    } finally {
      rmSync(lost, { recursive: true });
    }
  });
});
