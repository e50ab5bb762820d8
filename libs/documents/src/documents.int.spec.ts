import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { application } from '@doyak/applications';
import { EventStore } from '@doyak/kernel/event-store';
import { testActor } from '@doyak/kernel/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type PlatformApp, startPlatform } from '../../../test/support/platform-app.js';
import { sendDocument, sendMissingDocuments } from '../../../test/support/papers.js';
import { publishProgram } from '../../../test/support/programs.js';
import { documentsStream } from './application-papers.js';
import { documents } from './domain/documents.js';

const pdf = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(3_000), Buffer.from('\n%%EOF\n')]);
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const announced = (bytes: Buffer) => ({
  slot: 'business-registration',
  mediaType: 'application/pdf',
  size: bytes.length,
  sha256: sha256(bytes),
});

describe('Documents over HTTP', () => {
  let doyak: PlatformApp;
  let applicationId: string;
  let path: string;
  beforeAll(async () => {
    doyak = await startPlatform();
    const rounds = await doyak.as('byeol').get('/v1/rounds?programId=ai-voucher').expect(200);
    const roundId = (rounds.body as { items: { id: string }[] }).items[0]!.id;
    const draft = await doyak.as('byeol').post('/v1/applications', { roundId, track: 'general' }).expect(201);
    applicationId = (draft.body as { id: string }).id;
    path = `/v1/applications/${applicationId}/documents`;
  }, 120_000);
  afterAll(() => doyak.close());

  const start = async (bytes: Buffer, more: object = {}) => {
    const answer = await doyak
      .as('byeol')
      .post(path, { ...announced(bytes), ...more })
      .expect(200);
    return (answer.body as { documentId: string }).documentId;
  };
  const send = (document: string, part: number, bytes: Buffer, person = 'byeol') =>
    doyak.as(person).post(`${path}/${document}/parts/${part}`, bytes, {
      'Content-Type': 'application/octet-stream',
    });
  const complete = (document: string) => doyak.as('byeol').post(`${path}/${document}/complete`);
  const list = async (person = 'byeol') => (await doyak.as(person).get(path).expect(200)).body as object;
  const missing = async () => ((await list()) as { missing: string[] }).missing;

  it('are sent in parts, checked, added, and downloaded as attachments', async () => {
    expect(await missing()).toEqual(['business-registration']);
    const document = await start(pdf);
    const part = await send(document, 1, pdf.subarray(0, 1_000)).expect(200);
    expect(part.body).toEqual({ part: 1, size: 1_000, sha256: sha256(pdf.subarray(0, 1_000)) });
    expect((await complete(document).expect(422)).body).toMatchObject({ code: 'DOCUMENT_DIFFERS' });
    await send(document, 2, pdf.subarray(1_000)).expect(200);
    const added = await complete(document).expect(200);
    expect(added.body).toMatchObject({ events: [{ type: 'documents.document-added' }] });
    expect(await list()).toMatchObject({
      documents: [{ documentId: document, sha256: sha256(pdf) }],
      missing: [],
    });
    expect(await missing()).toEqual([]);

    const content = await doyak
      .as('operator')
      .get(`${path}/${document}/content?reason=Screening`)
      .buffer(true)
      .expect(200);
    expect(sha256(content.body as Buffer)).toBe(sha256(pdf));
    expect(content.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment; filename="business-registration.pdf"',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    });
  });

  it('are read by those who may, and each reading is recorded', async () => {
    const { documents } = (await list()) as { documents: { documentId: string }[] };
    const content = `${path}/${documents[0]!.documentId}/content`;
    await doyak.as('hanbit').get(content).expect(404);
    await doyak.as('hanbit').get(path).expect(404);
    await doyak.as('reviewer').get(content).expect(403);
    expect((await doyak.as('auditor').get(content).expect(422)).body).toMatchObject({
      code: 'READING_REASON_NEEDED',
    });
    await doyak.as('auditor').get(`${content}?reason=Audit`).expect(200);
    const page = await doyak.as('byeol').get(`/v1/applications/${applicationId}`).expect(200);
    const { caseId } = page.body as { caseId: string };
    const history = await doyak.as('auditor').get(`/v1/cases/${caseId}/history`).expect(200);
    const { events } = history.body as {
      events: { type: string; actor: { authority: string }; data: { applicant: object } }[];
    };
    const opened = events.filter(({ type }) => type === 'documents.document-opened');
    expect(opened.map(({ actor }) => actor.authority)).toEqual(['role:operator', 'role:auditor']);
    expect(opened[0]!.data.applicant).toMatchObject({ personId: expect.any(String) });
  });

  it('are refused where type, size or slot do not fit the track', async () => {
    for (const [more, code] of [
      [{ slot: 'poem' }, 'SLOT_UNKNOWN'],
      [{ mediaType: 'text/html' }, 'DOCUMENT_TYPE_REFUSED'],
      [{ size: 10_485_761 }, 'DOCUMENT_TOO_LARGE'],
    ] as const) {
      const refused = await doyak
        .as('byeol')
        .post(path, { ...announced(pdf), ...more })
        .expect(422);
      expect(refused.body).toMatchObject({ code });
    }
    await doyak.as('hanbit').post(path, announced(pdf)).expect(404);
  });

  it('are refused when the bytes are something else than was said', async () => {
    const page = Buffer.from('<html><script>alert(1)</script></html>');
    const disguised = await start(page);
    await send(disguised, 1, page).expect(200);
    expect((await complete(disguised).expect(422)).body).toMatchObject({ code: 'DOCUMENT_TYPE_REFUSED' });
    const other = await start(pdf);
    await send(other, 1, pdf, 'hanbit').expect(404);
    await send(other, 10, pdf).expect(422);
    await send(other, 1, Buffer.concat([pdf, pdf])).expect(422);
    const altered = Buffer.from(pdf);
    altered[500]! ^= 1;
    await send(other, 1, altered).expect(200);
    expect((await complete(other).expect(422)).body).toMatchObject({ code: 'DOCUMENT_DIFFERS' });
    // Sent again as announced, it is taken; it replaces the one before.
    await send(other, 1, pdf).expect(200);
    await complete(other).expect(200);
    expect(await list('operator')).toMatchObject({ documents: [{ documentId: other }] });
    await send(other, 1, pdf).expect(404);
  });

  it('are taken out while the application is a draft, and frozen with it', async () => {
    const { documents } = (await list()) as { documents: { documentId: string }[] };
    const kept = documents[0]!.documentId;
    await doyak.as('byeol').post(`${path}/${kept}/remove`).expect(200);
    expect(await missing()).toEqual(['business-registration']);
    const again = await start(pdf);
    await send(again, 1, pdf).expect(200);
    await complete(again).expect(200);
    const company = { name: 'Sample', businessNumber: '220-81-62517' };
    const answers = { employees: 12, plan: 'Evaluate.' };
    const own = doyak.as('byeol');
    await own.post(`/v1/applications/${applicationId}/edit`, { title: 'x', company, answers }).expect(200);
    await own.post(`${path}/${again}/remove`).expect(200);
    const refused = await own.post(`/v1/applications/${applicationId}/submit`).expect(422);
    expect(refused.body).toMatchObject({
      code: 'DOC_MISSING',
      errors: [{ pointer: '/documents/business-registration', code: 'DOC_MISSING' }],
    });
    await sendMissingDocuments(own, applicationId);
    await own.post(`/v1/applications/${applicationId}/submit`).expect(200);
    expect((await own.post(path, announced(pdf)).expect(409)).body).toMatchObject({
      code: 'APPLICATION_SUBMITTED',
    });
    await own.post(`${path}/${again}/remove`).expect(409);
  });

  /** A document that was issued, announced and added in 2026-01, without its bytes. */
  async function addLongAgo(applicationId: string): Promise<void> {
    const store = doyak.app.get(EventStore, { strict: false });
    const { state } = await store.load(`application-${applicationId}`, application);
    if (state.status === 'NONE') throw new Error('There is no such application');
    const { caseId } = state;
    const documentId = randomUUID();
    const { slot: id, ...bytes } = announced(pdf);
    const slot = { id, required: true, mediaTypes: [bytes.mediaType], mostBytes: 10_000, mostMonthsOld: 3 };
    const about = { documentId, applicationId, caseId, ...bytes, issuedOn: '2026-01-05' };
    const stream = documentsStream(applicationId);
    const options = () => ({
      actor: testActor,
      now: new Date('2026-01-06'),
      commandId: randomUUID(),
      caseId,
    });
    const start = { type: 'StartUpload', ...about, slot, frozen: false } as const;
    await store.decide(stream, documents, start, options());
    const complete = { type: 'CompleteUpload', documentId, found: bytes, frozen: false } as const;
    await store.decide(stream, documents, complete, options());
  }

  it('are required where the definition’s condition holds for what the application says', async () => {
    const text = readFileSync(new URL('../../../programs/minimal.yaml', import.meta.url), 'utf8')
      .replace('id: ai-voucher', 'id: ai-voucher-large')
      .replace(
        '          required: true\n',
        "          required: false\n          requiredWhen: 'employees >= 100'\n          mostMonthsOld: 3\n",
      );
    await publishProgram(doyak, 'ai-voucher-large', text);
    const round = {
      ...{ programId: 'ai-voucher-large', programVersion: 1 },
      notice: { number: '2026-7', title: 'A call', date: '2026-03-02' },
      ...{ opensAt: '2020-01-01T00:00:00+09:00', closesAt: '2100-01-01T00:00:00+09:00' },
      offers: [{ track: 'general', slots: 1, reserves: 0, budget: 1_000 }],
    };
    const opened = await doyak.as('operator').post('/v1/rounds', round).expect(201);
    const own = doyak.as('hanbit');
    const roundId = (opened.body as { id: string }).id;
    const draft = await own.post('/v1/applications', { roundId, track: 'general' }).expect(201);
    const id = (draft.body as { id: string }).id;
    const company = { name: 'Sample', businessNumber: '123-45-67891' };
    const edit = (employees: number) =>
      own
        .post(`/v1/applications/${id}/edit`, { title: 'x', company, answers: { employees, plan: 'x' } })
        .expect(200);
    const lacking = async () =>
      (await own.get(`/v1/applications/${id}/documents`).expect(200)).body as { missing: string[] };
    expect((await lacking()).missing).toEqual([]);
    await edit(100);
    expect((await lacking()).missing).toEqual(['business-registration']);
    expect((await own.post(`/v1/applications/${id}/submit`).expect(422)).body).toMatchObject({
      code: 'DOC_MISSING',
    });
    await edit(99);
    const announce = async (issuedOn?: string) =>
      (await own.post(`/v1/applications/${id}/documents`, { ...announced(pdf), issuedOn }).expect(422)).body;
    expect(await announce()).toMatchObject({ code: 'ISSUE_DATE_MISSING' });
    expect(await announce('2020-01-01')).toMatchObject({ code: 'DOCUMENT_OUTDATED' });
    expect(await announce('2999-01-01')).toMatchObject({ code: 'ISSUE_DATE_AHEAD' });
    // Announced when it was new: what counts is the day of submission.
    await addLongAgo(id);
    const tooOld = await own.post(`/v1/applications/${id}/submit`).expect(422);
    expect(tooOld.body).toMatchObject({
      errors: [{ pointer: '/documents/business-registration', code: 'DOC_OUTDATED' }],
    });
    await sendDocument(own, id, 'business-registration');
    await own.post(`/v1/applications/${id}/submit`).expect(200);
  });
});
