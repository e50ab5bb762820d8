import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExportLog } from '@doyak/audit';
import { type Verdict, verifyEvidence } from '@doyak/kernel/evidence';
import { eventually } from '@doyak/kernel/testing';
import { leafHash, parseSignerKey, signCheckpoint, TreeBuilder } from '@doyak/kernel/transparency-log';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CommandBus } from '@nestjs/cqrs';
import pg from 'pg';
import { projectRoot } from '../../apps/composition/src/version.js';
import { sendMissingDocuments } from '../support/papers.js';
import { newId, type PlatformApp, startPlatform } from '../support/platform-app.js';

const ORIGIN = 'log.example/doyak';

describe('Evidence', () => {
  let folder: string;
  let doyak: PlatformApp;
  let owner: pg.Client;
  let caseId: string;
  /** What an auditor kept of the log as it was at first. */
  let kept: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'doyak-evidence-'));
    const settings = { LOG_ORIGIN: ORIGIN, LOG_CHECKPOINT_SECONDS: '0.2', LOG_KEY_SEALED: 'false' };
    doyak = await startPlatform({ settings });
    owner = new pg.Client(doyak.ownerUrl);
    await owner.connect();
    caseId = await submit();
    kept = await checkpoint();
  }, 120_000);
  afterAll(async () => {
    await owner.end();
    await doyak.close();
    rmSync(folder, { recursive: true });
  });

  async function submit(): Promise<string> {
    const byeol = doyak.as('byeol');
    const rounds = await byeol.get('/v1/rounds?programId=ai-voucher').expect(200);
    const roundId = (rounds.body as { items: { id: string }[] }).items[0]!.id;
    const started = await byeol.post('/v1/applications', { roundId, track: 'general' }).expect(201);
    const { id } = started.body as { id: string };
    const company = { name: 'Sample Byeol Fabless', businessNumber: '220-81-62517' };
    const answers = { employees: 12, plan: 'Evaluate a small model.' };
    await byeol.post(`/v1/applications/${id}/edit`, { title: 'A voucher', company, answers }).expect(200);
    await sendMissingDocuments(byeol, id);
    await byeol.post(`/v1/applications/${id}/submit`).expect(200);
    const { body } = await byeol.get(`/v1/applications/${id}`).expect(200);
    const ofCase = (body as { caseId: string }).caseId;
    await eventually(() => doyak.as('operator').get(`/v1/cases/${ofCase}`).expect(200));
    return ofCase;
  }

  const sizeOf = async () =>
    Number((await owner.query<{ size: string }>('select size from doyak.log_head')).rows[0]!.size);
  /** The checkpoint of the log as it stands now. */
  const checkpoint = () =>
    eventually(async () => {
      const note = await (await fetch(`${doyak.url}/log/checkpoint`)).text();
      expect(Number(note.split('\n')[1])).toBe(await sizeOf());
      return note;
    });
  const evidence = (person: string, query = '?reason=Audit') =>
    doyak.as(person).get(`/v1/cases/${caseId}/evidence${query}`);
  const exported = async (): Promise<Verdict> => {
    const actor = { kind: 'system', id: 'cli:test', authority: 'cli' } as const;
    const context = { actor, now: new Date(), commandId: newId() };
    const lines = await doyak.app.get(CommandBus, { strict: false }).execute(new ExportLog(true, context));
    async function* bytes() {
      for await (const line of lines) yield Buffer.from(line);
    }
    return verifyEvidence(bytes(), { known: [{ name: 'kept.txt', note: kept }] });
  };
  /** As a superuser would: past the triggers. */
  const tamper = (sql: string, values: unknown[] = []) => {
    const off = ['doyak.events', 'doyak.log', 'doyak.tiles', 'audit.checkpoints', 'audit.cosignatures'];
    return owner
      .query(off.map((table) => `alter table ${table} disable trigger all;`).join(''))
      .then(() => owner.query(sql, values));
  };
  /** `doyak verify` in a process of its own that has no network, no database driver and no framework. */
  const verifyAlone = (...args: string[]) =>
    new Promise<{ code: number | null; out: string; error: string }>((resolve) => {
      const loaders = ['./scripts/register-ts.mjs', './apps/cli/src/demo/no-network.ts'];
      const child = spawn(
        process.execPath,
        [...loaders.flatMap((one) => ['--import', one]), 'apps/cli/src/main.ts', 'verify', ...args],
        { cwd: projectRoot, env: { PATH: process.env.PATH } },
      );
      let [out, error] = ['', ''];
      child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (error += chunk.toString()));
      child.on('close', (code) => resolve({ code, out, error }));
    });

  it('of a case is for auditors, operators and the applicant, and that it was taken is an event', async () => {
    await checkpoint();
    const readers = { auditor: '?reason=Audit', operator: '?reason=A%20complaint', byeol: '' };
    for (const [person, query] of Object.entries(readers)) {
      const answer = await evidence(person, query).expect(200);
      expect(answer.headers['content-type']).toBe('application/x-ndjson');
    }
    const silent = await evidence('operator', '').expect(422);
    expect(silent.body).toMatchObject({ code: 'READING_REASON_NEEDED' });
    const me = (await doyak.as('byeol').get('/v1/me').expect(200)).body as { id: string };
    const accesses = await doyak
      .as('auditor')
      .get(`/v1/personal-data-accesses?personId=${me.id}`)
      .expect(200);
    const what = `evidence of case ${caseId}`;
    expect((accesses.body as { items: object[] }).items).toMatchObject([
      { action: 'downloaded', what, reason: 'A complaint' },
      { action: 'downloaded', what, reason: 'Audit' },
    ]);
    await evidence('hanbit').expect(404);
    for (const person of ['partner', 'reviewer', 'admin']) await evidence(person).expect(403);
    const { rows } = await owner.query<{ actor: string; data: string }>(
      `select actor_kind as actor, data from doyak.events where type = 'audit.evidence-exported' order by position`,
    );
    expect(rows.map(({ actor, data }) => [actor, (JSON.parse(data) as { caseId: string }).caseId])).toEqual(
      Array.from({ length: 3 }, () => ['person', caseId]),
    );
  });

  it('of a case verifies in a process without network, database driver or framework', async () => {
    await checkpoint();
    const size = Number(kept.split('\n')[1]);
    const answer = await fetch(`${doyak.url}/v1/cases/${caseId}/evidence?since=${size}&reason=Audit`, {
      headers: { Authorization: `Bearer ${doyak.token('auditor')}` },
    });
    expect(answer.headers.get('content-disposition')).toContain(`case-${caseId}.evidence.jsonl`);
    const text = await answer.text();
    const bundle = join(folder, 'case.jsonl');
    writeFileSync(bundle, text);
    writeFileSync(join(folder, 'kept.txt'), kept);
    const alone = await verifyAlone(bundle, '--json', '--since', join(folder, 'kept.txt'));
    expect(alone.error).toBe('');
    const verdict = JSON.parse(alone.out) as Verdict;
    expect(verdict).toMatchObject({ ok: true, kind: 'case', caseId, faults: [] });
    expect(verdict.events).toBeGreaterThan(5);
    expect(verdict.payloads).toBe(verdict.events);
    expect(verdict.documents!.length).toBeGreaterThan(0);
    expect(verdict.proven.join()).toMatch(
      /program definition is the one that was published.*begins with the \d+ events/,
    );
    expect(alone.code).toBe(0);
    // The same with one character of one payload changed.
    writeFileSync(bundle, text.replace('Evaluate a small model', 'Evaluate a large model'));
    const altered = await verifyAlone(bundle);
    expect(altered.code).toBe(1);
    expect(altered.out).toMatch(/DOES NOT HOLD[^]*event \d+: Event \d+ committed to another payload/);
  });

  it('of the log holds, and continues the checkpoint that was kept', async () => {
    await checkpoint();
    expect(await exported()).toMatchObject({ ok: true, kind: 'log', faults: [] });
  });

  it('shows an event that a superuser edited in the database', async () => {
    const { rows } = await owner.query<{ position: string; index: string; data: string }>(
      `select e.position, l.index, e.data from doyak.events e join doyak.log l using (position)
       where l.case_id = $1 order by l.index limit 1`,
      [caseId],
    );
    const { position, index, data } = rows[0]!;
    const edit = (text: string) =>
      tamper('update doyak.events set data = $1 where position = $2', [text, position]);
    await edit(data.replace(/"applicationId":"./, '"applicationId":"f'));
    expect((await exported()).faults).toMatchObject([{ fault: 'payload-altered', index: Number(index) }]);
    await edit(data);
    expect(await exported()).toMatchObject({ ok: true });
  });

  it('shows a log entry that was rewritten, with its hash, too', async () => {
    const { rows } = await owner.query<{ index: string; entry: Buffer; leaf_hash: Buffer }>(
      'select index, entry, leaf_hash from doyak.log where case_id = $1 order by index limit 1',
      [caseId],
    );
    const { index, entry, leaf_hash: hash } = rows[0]!;
    const write = (bytes: Buffer, leaf: Uint8Array) =>
      tamper('update doyak.log set entry = $1, leaf_hash = $2 where index = $3', [
        bytes,
        Buffer.from(leaf),
        index,
      ]);
    const forged = Buffer.from(
      entry.toString().replace('"authority":"role:applicant"', '"authority":"role:applicanT"'),
    );
    expect(forged.equals(entry)).toBe(false);
    await write(forged, hash);
    expect((await exported()).faults).toMatchObject([{ fault: 'entry-altered', index: Number(index) }]);
    await write(forged, leafHash(forged));
    const { faults } = await exported();
    const fault = faults.find((one) => one.fault === 'root-mismatch');
    expect(Number(index)).toBeGreaterThanOrEqual(fault!.index!);
    expect(Number(index)).toBeLessThan(fault!.end!);
    await write(entry, hash);
    expect(await exported()).toMatchObject({ ok: true });
  });

  it("shows that a case's last event was removed, and the log signed again with its own key", async () => {
    kept = await checkpoint();
    const last = await owner.query<{ index: string }>(
      'select max(index) as index from doyak.log where case_id = $1',
      [caseId],
    );
    const cut = Number(last.rows[0]!.index);
    expect(cut).toBeLessThan(Number(kept.split('\n')[1]));
    const { rows } = await owner.query<{ leaf_hash: Buffer }>(
      'select leaf_hash from doyak.log where index < $1 order by index',
      [cut],
    );
    const tree = new TreeBuilder();
    for (const { leaf_hash: hash } of rows) tree.append(hash);
    const [file] = readdirSync(join(doyak.home, 'log')).filter((name) => name.endsWith('.key'));
    const key = parseSignerKey(readFileSync(join(doyak.home, 'log', file!), 'utf8').trim());
    if (!key.ok) throw new Error(key.detail);
    const note = await signCheckpoint({ origin: ORIGIN, size: cut, root: tree.root() }, key.value);
    await tamper('delete from doyak.log where index >= $1', [cut]);
    await owner.query('update doyak.log_head set size = $1, root = $2', [cut, Buffer.from(tree.root())]);
    await owner.query('delete from audit.checkpoints');
    await owner.query(
      'insert into audit.checkpoints (origin, size, root, note, signed_at) values ($1, $2, $3, $4, now())',
      [ORIGIN, cut, Buffer.from(tree.root()), note],
    );
    const verdict = await exported();
    expect(verdict).toMatchObject({ ok: false, size: cut, faults: [{ fault: 'size-shrank', index: cut }] });
  });
});
