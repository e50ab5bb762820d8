import { createHash, randomUUID } from 'node:crypto';
import { Database } from '@doyak/kernel/database';
import { eventually } from '@doyak/kernel/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sendDocument, smallPdf } from '../../../test/support/papers.js';
import { type PlatformApp, startPlatform } from '../../../test/support/platform-app.js';
import { reviewsOver } from '../../../test/support/reviews-over.js';
import { ConflictChecks } from './conflict-checks.js';
import { forgetTexts } from './text/forget-texts.js';
import { docxOf, pdfOf } from '../../../test/support/texts.js';

const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

interface Found {
  caseId: string;
  slot: string;
  textSha256: string;
  excerpt: string;
}

describe('Text of documents over HTTP', () => {
  let doyak: PlatformApp;
  let over: ReturnType<typeof reviewsOver>;
  let caseId: string;
  let review: string;
  beforeAll(async () => {
    doyak = await startPlatform();
    over = reviewsOver(doyak);
    await over.publish();
    const applied = await over.apply('texts', 'byeol', 12, async (own, id) => {
      await sendDocument(own, id, 'plan', pdfOf('온디바이스 추론 가속기', '보증을 신청합니다'));
      await sendDocument(own, id, 'annex', await docxOf('추론 성능 Benchmark 표'), undefined, WORD);
      await sendDocument(own, id, 'broken', smallPdf('broken'));
    });
    ({ caseId, review } = applied);
    await eventually(async () => expect((await over.page(review)).status).toBe('decided'), {
      timeoutMs: 60_000,
    });
  }, 180_000);
  afterAll(() => doyak.close());

  const pool = () => doyak.app.get(Database, { strict: false }).pool;
  const search = async (query: string, person = 'operator') =>
    (
      (await doyak.as(person).get(`/v1/document-search?${query}`).expect(200)).body as {
        items: Found[];
        nextCursor: string | null;
      }
    ).items;
  const q = (text: string, reason = 'A claim of 홍길동') =>
    `q=${encodeURIComponent(text)}&reason=${encodeURIComponent(reason)}`;

  it('is read document by document; what cannot be read is a finding and leaves nothing', async () => {
    const text = await over.step(review, 'text');
    expect(text?.end).toMatchObject({
      ...{ outcome: 'partial', findings: [{ code: 'UNREADABLE', of: 'broken' }] },
      evidence: expect.arrayContaining([
        { kind: 'text', sha256: sha256('온디바이스 추론 가속기 보증을 신청합니다'), of: 'plan' },
        { kind: 'text', sha256: sha256('추론 성능 Benchmark 표'), of: 'annex' },
      ]) as unknown,
    });
    const { rows } = await pool().query('select slot from reviews.document_texts order by slot');
    expect(rows).toEqual([{ slot: 'annex' }, { slot: 'plan' }]);
    await eventually(async () => expect((await pool().query('select from reviews.items')).rows).toEqual([]));
  });

  it('is a review that the list shows as it was, too', async () => {
    type Line = { status: string; closedAt: string };
    const line = async (past = '') => {
      const { body } = await doyak.as('operator').get(`/v1/reviews?caseId=${caseId}${past}`).expect(200);
      return (body as { items: Line[] }).items[0]!;
    };
    // The list follows the page.
    const now = await eventually(async () => {
      const found = await line();
      expect(found.status).toBe('decided');
      return found;
    });
    const before = new Date(Date.parse(now.closedAt) - 1).toISOString();
    expect(await line(`&asOf=${before}`)).toMatchObject({ status: 'open', closedAt: null });
  });

  it('is found by parts of words, by officers only, and who looked is recorded', async () => {
    // 보증 of 보증을: a particle does not hide the word.
    const [one, ...more] = await search(q('보증'));
    expect(more).toEqual([]);
    expect(one).toMatchObject({
      caseId,
      slot: 'plan',
      excerpt: expect.stringContaining('보증을') as unknown,
    });
    expect((await search(q('추론'))).map(({ slot }) => slot).sort()).toEqual(['annex', 'plan']);
    expect((await search(q('추론 BENCH'))).map(({ slot }) => slot)).toEqual(['annex']);
    expect(await search(q('추론 없는말'))).toEqual([]);
    expect(await search(`${q('추론')}&caseId=${randomUUID()}`)).toEqual([]);
    const first = (
      await doyak
        .as('auditor')
        .get(`/v1/document-search?${q('추론')}&limit=1`)
        .expect(200)
    ).body as { items: Found[]; nextCursor: string };
    const next = await search(`${q('추론')}&limit=1&cursor=${first.nextCursor}`, 'auditor');
    expect([first.items[0]!.slot, next[0]!.slot].sort()).toEqual(['annex', 'plan']);
    for (const person of ['byeol', 'reviewer', 'partner'])
      await doyak
        .as(person)
        .get(`/v1/document-search?${q('추론')}`)
        .expect(403);
    await doyak
      .as('operator')
      .get(`/v1/document-search?${q('a b')}`)
      .expect(400);
    await doyak
      .as('operator')
      .get(`/v1/document-search?q=${encodeURIComponent('추론')}`)
      .expect(400);
    const { body } = await doyak.as('operator').get('/v1/me').expect(200);
    const { rows } = await pool().query(
      `select from identity.personal_data_accesses where actor_id = $1 and action = 'read'
         and person_id = (select distinct applicant_person_id from reviews.document_texts)`,
      [(body as { id: string }).id],
    );
    expect(rows.length).toBeGreaterThanOrEqual(3);
  });

  it('is hidden from whom a conflict of interest keeps away', async () => {
    const { body } = await doyak.as('operator2').get('/v1/me').expect(200);
    doyak.app
      .get(ConflictChecks, { strict: false })
      .register('spec', async (ask) =>
        ask.caseId === caseId && ask.personId === (body as { id: string }).id ? 'relative' : undefined,
      );
    expect(await search(q('추론'), 'operator2')).toEqual([]);
    expect(await search(q('추론'))).toHaveLength(2);
  });

  it('is gone once its document is removed or its person erased', async () => {
    const { rows } = await pool().query<{ document_id: string; person: string }>(
      'select document_id, applicant_person_id as person from reviews.document_texts order by slot',
    );
    const database = doyak.app.get(Database, { strict: false });
    const follow = (type: string, data: object) =>
      database.transaction((tx) => forgetTexts.handle({ type, data } as never, tx));
    await follow('DocumentRemoved', { documentId: rows[0]!.document_id });
    expect(await search(q('Benchmark'))).toEqual([]);
    expect(await search(q('추론'))).toHaveLength(1);
    await follow('PersonErased', { personId: rows[0]!.person });
    expect((await pool().query('select from reviews.document_texts')).rows).toEqual([]);
  });
});
