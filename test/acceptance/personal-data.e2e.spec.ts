import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExportLog, RotateEncryptionKey } from '@doyak/audit';
import { type Verdict, verifyEvidence } from '@doyak/kernel/evidence';
import { checkReadModel, EventStore, Followers } from '@doyak/kernel/event-store';
import { eventually } from '@doyak/kernel/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CommandBus } from '@nestjs/cqrs';
import pg from 'pg';
import { sendDocument, sendMissingDocuments, smallPdf } from '../support/papers.js';
import { newId, type PlatformApp, startPlatform } from '../support/platform-app.js';

/** What only the person and the agency know. */
const NAME = '남궁새봄';
const EMAIL = 'saebom.fictional@nowhere.example';
const PHONE = '010-5555-0147';
const ACCOUNT = '620-98-765432';
const WORDS = [
  NAME,
  EMAIL,
  PHONE,
  ACCOUNT,
  'saebom',
  'byeol@demo.example',
  'moved to Busan',
  'wrote to the board',
];

interface Access {
  readonly action: string;
  readonly what: string;
  readonly reason: string;
}

describe('Personal data of an applicant', () => {
  let doyak: PlatformApp;
  let owner: pg.Client;
  let applicationId: string;
  let caseId: string;
  let personId: string;
  /** What an auditor keeps from before the erasure. */
  let kept: { note: string; bundle: string };
  beforeAll(async () => {
    doyak = await startPlatform({ settings: { LOG_CHECKPOINT_SECONDS: '0.2' } });
    owner = new pg.Client(doyak.ownerUrl);
    await owner.connect();
    const byeol = doyak.as('byeol');
    personId = ((await byeol.get('/v1/me').expect(200)).body as { id: string }).id;
    const rounds = await byeol.get('/v1/rounds?programId=ai-voucher').expect(200);
    const roundId = (rounds.body as { items: { id: string }[] }).items[0]!.id;
    const started = await byeol.post('/v1/applications', { roundId, track: 'general' }).expect(201);
    applicationId = (started.body as { id: string }).id;
    const company = { name: 'Sample Byeol Fabless', businessNumber: '220-81-62517' };
    const answers = {
      employees: 12,
      plan: 'Evaluate a small model.',
      contactName: NAME,
      contactEmail: EMAIL,
    };
    const edit = (body: object) => byeol.post(`/v1/applications/${applicationId}/edit`, body).expect(200);
    await edit({ title: 'A voucher', company, answers });
    // The same again is no change, although it would look different once sealed.
    expect((await edit({ answers })).body).toMatchObject({ events: [] });
    await sendDocument(byeol, applicationId, 'business-registration', smallPdf(`Of ${NAME}`));
    await sendMissingDocuments(byeol, applicationId);
    await doyak.as('admin').post(`/v1/people/${personId}/contact-data`, { phone: PHONE }).expect(200);
    const account = { bank: 'KOEXKRSE', number: ACCOUNT, holder: NAME };
    await byeol.post('/v1/payee-accounts', account).expect(201);
    await byeol.post(`/v1/applications/${applicationId}/submit`).expect(200);
    caseId = ((await byeol.get(`/v1/applications/${applicationId}`).expect(200)).body as { caseId: string })
      .caseId;
    const officer = doyak.as('operator');
    await eventually(() => officer.get(`/v1/cases/${caseId}`).expect(200));
    await officer.post(`/v1/cases/${caseId}/hold`, { reason: `${NAME} has moved to Busan` }).expect(200);
    await officer.post(`/v1/cases/${caseId}/resume`, { reason: `${NAME} wrote to the board` }).expect(200);
  }, 120_000);
  afterAll(async () => {
    await owner.end();
    await doyak.close();
  });

  /** Everything that a dump of the database holds, and the statistics that a dump of PostgreSQL 18 adds. */
  async function dump(): Promise<string> {
    const { rows } = await owner.query<{ table: string }>(
      `select format('%I.%I', schemaname, tablename) as table from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')
       union all select 'pg_catalog.pg_stats' union all select 'pg_catalog.pg_largeobject'`,
    );
    expect(rows.length).toBeGreaterThan(60);
    const texts: string[] = [];
    for (const { table } of rows) {
      const { rows: lines } = await owner.query<{ text: string | null }>(
        `select string_agg(t::text, E'\\n') as text from ${table} t`,
      );
      texts.push(`${table}\n${lines[0]!.text ?? ''}`);
    }
    return texts.join('\n');
  }
  /** As it is, and as it would look inside bytes that a dump shows as hex, or inside base64 at each of its three places. */
  const forms = (word: string) => {
    const bytes = Buffer.from(word);
    const base64 = [0, 1, 2].map((before) => {
      const text = Buffer.concat([Buffer.alloc(before), bytes])
        .toString('base64')
        .replace(/=+$/, '');
      // Without the characters that hold bits of its neighbours, too.
      return text.slice(before === 0 ? 0 : before + 1, -1);
    });
    return [word, bytes.toString('hex'), ...base64];
  };
  const found = (text: string) => WORDS.filter((word) => forms(word).some((form) => text.includes(form)));
  const leaves = async (size: number) =>
    (
      await owner.query<{ leaf: string }>(
        `select encode(leaf_hash, 'hex') as leaf from doyak.log where index < $1 order by index`,
        [size],
      )
    ).rows;
  const sizeOf = async () =>
    Number((await owner.query<{ size: string }>('select size from doyak.log_head')).rows[0]!.size);
  const by = () => ({
    actor: { kind: 'system', id: 'cli:test', authority: 'cli' } as const,
    ...{ now: new Date(), commandId: newId() },
  });
  async function evidence(): Promise<string> {
    await eventually(async () => {
      const note = await (await fetch(`${doyak.url}/log/checkpoint`)).text();
      expect(Number(note.split('\n')[1])).toBe(await sizeOf());
    });
    const answer = await doyak
      .as('operator')
      .get(`/v1/cases/${caseId}/evidence?reason=Complaint%20of%20${encodeURIComponent(NAME)}`)
      .buffer(true)
      .expect(200);
    return answer.text ?? (answer.body as Buffer).toString();
  }
  async function* bytesOf(lines: AsyncIterable<string> | Iterable<string>) {
    for await (const line of lines) yield Buffer.from(line);
  }
  const verify = (lines: AsyncIterable<string> | Iterable<string>, note?: string): Promise<Verdict> =>
    verifyEvidence(bytesOf(lines), { known: note ? [{ name: 'kept.txt', note }] : [] });

  it('stands nowhere in plain text, not in events, read models, queues or statistics', async () => {
    await owner.query('analyze');
    const text = await dump();
    expect(text).toContain('Sample Byeol Fabless');
    // Of bytes, too, it would be found: entries of the log say on whose authority.
    expect(text).toContain(Buffer.from('role:applicant').toString('hex'));
    // Each table that holds something sealed was read.
    for (const table of ['identity.people', 'disbursement.payee_accounts', 'privacy.data_keys', 'bullmq.'])
      expect(text).toContain(`\n${table}`);
    expect(found(text)).toEqual([]);
  });

  it('is shown to the applicant; to officers masked, unless they say why, which auditors see', async () => {
    const path = `/v1/applications/${applicationId}`;
    const open = { contactName: NAME, contactEmail: EMAIL, employees: 12 };
    const own = await doyak.as('byeol').get(path).expect(200);
    expect(own.body).toMatchObject({ answers: open });
    const masked = await doyak.as('operator').get(path).expect(200);
    expect(masked.body).toMatchObject({
      answers: { contactName: '남**봄', contactEmail: 'sa***@nowhere.example', employees: 12 },
    });
    const seen = await doyak.as('operator').get(`${path}?reason=To%20call%20back`).expect(200);
    expect(seen.body).toMatchObject({ answers: open });
    const history = await doyak.as('operator').get(`/v1/cases/${caseId}/history`).expect(200);
    expect(history.text).toContain('has moved to Busan');
    expect(history.text).not.toContain(EMAIL);

    const list = await doyak.as('auditor').get(`/v1/personal-data-accesses?personId=${personId}`).expect(200);
    expect((list.body as { items: Access[] }).items).toMatchObject([
      { action: 'read', what: `application ${applicationId}`, reason: 'To call back' },
      { action: 'changed', what: 'contact-data', reason: null },
    ]);
    await doyak.as('operator').get('/v1/personal-data-accesses').expect(403);
  });

  it('is found by a personal answer, however it is written, by those who may', async () => {
    const list = (person: string, equals: string) =>
      doyak.as(person).get(`/v1/applications?field=contactEmail&equals=${encodeURIComponent(equals)}`);
    const hit = await list('operator', ` ${EMAIL.toUpperCase()}`).expect(200);
    expect((hit.body as { items: object[] }).items).toMatchObject([{ id: applicationId }]);
    expect((await list('operator', 'somebody@else.example')).body).toMatchObject({ items: [] });
    await list('byeol', EMAIL).expect(403);
    await doyak.as('operator').get('/v1/applications?field=contactEmail').expect(400);
  });

  it('cannot be had by sending back what is sealed', async () => {
    const { rows } = await owner.query<{ data: string }>(
      `select data from doyak.events where type = 'cases.case-held' and case_id = $1`,
      [caseId],
    );
    const { reason } = JSON.parse(rows[0]!.data) as { reason: string };
    expect(reason).toMatch(/^sealed:v1:text:/);
    for (const text of [reason, ` ${reason}`, `see ${reason}`]) {
      const refused = await doyak
        .as('operator')
        .post(`/v1/cases/${caseId}/hold`, { reason: text })
        .expect(400);
      expect(refused.body).toMatchObject({ code: 'INVALID_REQUEST' });
    }
  });

  it('that auditors read by any route is an event', async () => {
    await doyak.as('auditor').get(`/v1/cases/${caseId}`).expect(200);
    await doyak.as('operator').get(`/v1/cases/${caseId}`).expect(200);
    const { rows } = await owner.query<{ data: string }>(
      `select data from doyak.events where type = 'audit.route-read' order by position`,
    );
    const read = rows.map(({ data }) => JSON.parse(data) as { route: string; params: object });
    expect(read.map(({ route }) => route)).toEqual(['/v1/personal-data-accesses', '/v1/cases/{id}']);
    expect(read[1]!.params).toEqual({ id: caseId });
  });

  it('is wrapped anew by a rotation, which changes no leaf and leaves no use for the old key', async () => {
    const folder = join(doyak.home, 'personal-data');
    const keks = () => readdirSync(folder).filter((name) => name.endsWith('.kek'));
    const [before, size] = [keks(), await sizeOf()];
    const leavesBefore = await leaves(size);
    expect(before).toHaveLength(1);
    const done = await doyak.app.get(CommandBus, { strict: false }).execute(new RotateEncryptionKey(by()));
    expect(done.rewrapped).toBeGreaterThan(5);
    expect(keks()).toEqual([`${done.to}.kek`]);
    expect(await leaves(size)).toEqual(leavesBefore);
    const own = await doyak.as('byeol').get(`/v1/applications/${applicationId}`).expect(200);
    expect(own.body).toMatchObject({ answers: { contactName: NAME } });
  });

  it('lies in the documents until then, for those who say why', async () => {
    const files = readdirSync(join(doyak.home, 'documents'), { recursive: true, withFileTypes: true });
    const texts = files
      .filter((one) => one.isFile())
      .map(({ parentPath, name }) => readFileSync(join(parentPath, name)).toString());
    expect(texts.filter((text) => found(text).length > 0)).toHaveLength(1);
  });

  it('must be kept while the case goes on, and for five years after it', async () => {
    const bundle = await evidence();
    const note = await (await fetch(`${doyak.url}/log/checkpoint`)).text();
    kept = { note, bundle };
    const erase = () => doyak.as('admin').post(`/v1/people/${personId}/erase`, { reason: 'Asked for' });
    expect((await erase().expect(422)).body).toMatchObject({ code: 'DATA_MUST_BE_KEPT' });
    await doyak
      .as('operator')
      .post(`/v1/cases/${caseId}/close`, { as: 'terminated', reason: `${NAME} gave it up` })
      .expect(200);
    expect((await erase().expect(422)).body).toMatchObject({ code: 'DATA_MUST_BE_KEPT' });
    await owner.query(
      `update read.case_list set closed_at = closed_at - interval '5 years' where case_id = $1`,
      [caseId],
    );
    await erase().expect(200);
  });

  it('reads as erased afterwards, whoever asks, and is found by nobody', async () => {
    const officer = doyak.as('operator');
    const path = `/v1/applications/${applicationId}?reason=Curious`;
    await eventually(async () => {
      const page = await officer.get(path).expect(200);
      expect(page.body).toMatchObject({
        answers: { contactName: '[erased]', contactEmail: '[erased]', employees: 12 },
      });
    });
    const history = await officer.get(`/v1/cases/${caseId}/history`).expect(200);
    const held = (history.body as { events: { type: string; data: object }[] }).events.filter(({ type }) =>
      /case-(held|resumed|closed)$/.test(type),
    );
    expect(held.map(({ data }) => (data as { reason: string }).reason)).toEqual(Array(3).fill('[erased]'));
    expect((await officer.get(`/v1/applications?field=contactEmail&equals=${EMAIL}`)).body).toMatchObject({
      items: [],
    });
    const list = await doyak.as('auditor').get(`/v1/personal-data-accesses?personId=${personId}`).expect(200);
    expect((list.body as { items: Access[] }).items.map(({ reason }) => reason)).toEqual(
      expect.arrayContaining(['[erased]']),
    );
    const exported = await doyak
      .as('auditor')
      .get(`/v1/audit/events.jsonl?reason=Audit&caseId=${caseId}`)
      .expect(200);
    expect(found(String(exported.body))).toEqual([]);
  });

  it('is in no dump of the database any more, with all keys at hand, and every proof holds', async () => {
    await owner.query('analyze');
    expect(found(await dump())).toEqual([]);
    const keys = await owner.query(
      'select wrapped from privacy.data_keys where subject = $1 and wrapped is not null',
      [personId],
    );
    expect(keys.rows).toEqual([]);

    const after = await evidence();
    const log = await doyak.app.get(CommandBus, { strict: false }).execute(new ExportLog(true, by()));
    for (const [what, verdict] of [
      ['the bundle from before', await verify([kept.bundle])],
      ['the bundle from after', await verify([after])],
      ['the whole log, against the checkpoint kept', await verify(log, kept.note)],
    ] as const)
      expect([what, verdict.ok, verdict.faults]).toEqual([what, true, []]);
    // What was exported says no more than the database.
    expect(found(kept.bundle + after)).toEqual([]);
  });

  it('is in no file any more: the documents of the person are destroyed, and that is an event', async () => {
    const destroyed = await eventually(async () => {
      const { rows } = await owner.query<{ data: string }>(
        `select data from doyak.events where type = 'documents.files-destroyed'`,
      );
      expect(rows).toHaveLength(1);
      return JSON.parse(rows[0]!.data) as { personId: string; count: number };
    });
    expect(destroyed).toMatchObject({ personId });
    expect(destroyed.count).toBeGreaterThan(0);
    const files = readdirSync(doyak.home, { recursive: true, withFileTypes: true }).filter((one) =>
      one.isFile(),
    );
    expect(files.length).toBeGreaterThan(1);
    for (const { parentPath, name } of files)
      expect([name, found(readFileSync(join(parentPath, name)).toString())]).toEqual([name, []]);
    const list = await doyak.as('operator').get(`/v1/applications/${applicationId}/documents`).expect(200);
    const [document] = (list.body as { documents: { documentId: string; sha256: string }[] }).documents;
    const path = `/v1/applications/${applicationId}/documents/${document!.documentId}/content?reason=Curious`;
    expect((await doyak.as('operator').get(path).expect(404)).body).toMatchObject({
      code: 'DOCUMENT_ERASED',
    });
  });

  it('leaves every read model equal to a replay of the log, but for the row that was altered', async () => {
    const followers = doyak.app.get(Followers);
    const store = doyak.app.get(EventStore);
    const unequal: string[] = [];
    for (const model of followers.readModels) {
      const { name, equal } = await checkReadModel(doyak.ownerUrl, store, model);
      if (!equal) unequal.push(name);
    }
    expect(followers.readModels.map(({ name }) => name)).toContain('ledger');
    // Its case was moved back by five years behind Doyak's back.
    expect(unequal).toEqual(['case-list']);
  });
});
