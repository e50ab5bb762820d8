import { readFileSync } from 'node:fs';
import { eventually } from '@doyak/kernel/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sendMissingDocuments } from '../support/papers.js';
import { newId, type PlatformApp, startPlatform } from '../support/platform-app.js';
import { publishProgram } from '../support/programs.js';

interface Answer {
  id: string;
  version: number;
  events: { id: string; type: string }[];
}
const complete = {
  title: 'A voucher',
  company: { name: 'Sample Byeol Fabless', businessNumber: '220-81-62517' },
  answers: { employees: 12, plan: 'Evaluate a small model.' },
};

describe('Applications over HTTP', () => {
  let doyak: PlatformApp;
  let round: string;
  beforeAll(async () => {
    doyak = await startPlatform();
    const rounds = await doyak.as('byeol').get('/v1/rounds?programId=ai-voucher').expect(200);
    round = (rounds.body as { items: { id: string }[] }).items[0]!.id;
  }, 120_000);
  afterAll(() => doyak.close());

  const start = async (person: string, roundId = round) =>
    (
      (await doyak.as(person).post('/v1/applications', { roundId, track: 'general' }).expect(201))
        .body as Answer
    ).id;
  const openRound = async (more: object = {}) => {
    const body = {
      programId: 'ai-voucher',
      programVersion: 1,
      notice: { number: '2026-9', title: 'Another call', date: '2026-03-02' },
      opensAt: '2020-01-01T00:00:00+09:00',
      closesAt: '2100-01-01T00:00:00+09:00',
      offers: [{ track: 'general', slots: 1, reserves: 1, budget: 1_000 }],
      ...more,
    };
    return ((await doyak.as('operator').post('/v1/rounds', body).expect(201)).body as Answer).id;
  };
  const submitted = async (person: string, roundId: string, company = complete.company) => {
    const id = await start(person, roundId);
    await doyak
      .as(person)
      .post(`/v1/applications/${id}/edit`, { ...complete, company })
      .expect(200);
    await sendMissingDocuments(doyak.as(person), id);
    await doyak.as(person).post(`/v1/applications/${id}/submit`).expect(200);
    return id;
  };
  const caseOf = async (id: string) => {
    const { body } = await doyak.as('auditor').get(`/v1/applications/${id}`).expect(200);
    return (body as { caseId: string }).caseId;
  };

  it('go from draft to submission, and open a case with a number and its first stage', async () => {
    const text = readFileSync(new URL('../../programs/minimal.yaml', import.meta.url), 'utf8');
    await publishProgram(doyak, 'small-voucher', text.replace('id: ai-voucher', 'id: small-voucher'));
    const roundId = await openRound({ programId: 'small-voucher' });
    const id = await start('byeol', roundId);
    const draft = doyak.as('byeol');

    const wrong = { company: { ...complete.company, businessNumber: '220-81-62518' } };
    const refused = await draft.post(`/v1/applications/${id}/edit`, wrong).expect(422);
    expect(refused.headers['content-type']).toContain('application/problem+json');
    expect(refused.body).toMatchObject({
      errors: [{ pointer: '/company/businessNumber', code: 'CHECK_DIGIT' }],
    });

    const early = await draft.post(`/v1/applications/${id}/submit`).expect(422);
    const pointers = (early.body as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer);
    expect(pointers.sort()).toEqual([
      '/answers/employees',
      '/answers/plan',
      '/company',
      '/documents/business-registration',
      '/title',
    ]);

    const edited = await draft.post(`/v1/applications/${id}/edit`, complete).expect(200);
    expect(edited.headers.etag).toBe('"2"');
    await draft.post(`/v1/applications/${id}/submit`, undefined, { 'If-Match': '"1"' }).expect(412);
    const unproven = await draft.post(`/v1/applications/${id}/submit`).expect(422);
    expect(unproven.body).toMatchObject({
      code: 'DOC_MISSING',
      errors: [{ pointer: '/documents/business-registration', code: 'DOC_MISSING' }],
    });
    await sendMissingDocuments(draft, id);
    const done = await draft
      .post(`/v1/applications/${id}/submit`, undefined, { 'If-Match': '"2"' })
      .expect(200);
    expect(done.body).toMatchObject({
      id,
      version: 3,
      events: [{ type: 'applications.application-submitted' }],
    });
    expect((await draft.post(`/v1/applications/${id}/edit`, { title: 'x' }).expect(409)).body).toMatchObject({
      code: 'APPLICATION_SUBMITTED',
    });

    const caseId = await caseOf(id);
    const found = await eventually(
      async () => (await doyak.as('operator').get(`/v1/cases/${caseId}`).expect(200)).body as object,
    );
    expect(found).toMatchObject({
      number: expect.stringMatching(/^\d{4}-VOU-\d{6}$/),
      title: 'A voucher',
      status: 'open',
      stages: [{ stage: 'screening', status: 'open', endsBefore: expect.any(String) }],
    });
    const history = await doyak.as('auditor').get(`/v1/cases/${caseId}/history`).expect(200);
    const events = (
      history.body as {
        events: { sequence: number; type: string; recordedAt: string; actor: { authority: string } }[];
      }
    ).events;
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, at) => at + 1));
    expect(events.map(({ type }) => type).slice(0, 6)).toEqual([
      'applications.application-draft-started',
      'applications.application-draft-edited',
      'documents.document-upload-started',
      'documents.document-added',
      'applications.application-submitted',
      'cases.case-opened',
    ]);
    expect(events[0]!.actor.authority).toBe('role:applicant');
    const until = events[2]!.recordedAt;
    const past = await doyak.as('auditor').get(`/v1/cases/${caseId}/history?knownAt=${until}`).expect(200);
    expect((past.body as { events: object[] }).events).toEqual(events.slice(0, 3));
  });

  it('answer a repeated request with the first answer, and refuse its key for another', async () => {
    const key = { 'Idempotency-Key': newId() };
    const body = { roundId: round, track: 'general' };
    const first = await doyak.as('hanbit').post('/v1/applications', body, key).expect(201);
    const again = await doyak.as('hanbit').post('/v1/applications', body, key).expect(201);
    expect(again.body).toEqual(first.body);
    const edit = await doyak
      .as('hanbit')
      .post(`/v1/applications/${(first.body as Answer).id}/edit`, { title: 'a' }, { 'Idempotency-Key': 'k' });
    expect(edit.status).toBe(200);
    const reused = await doyak
      .as('hanbit')
      .post(`/v1/applications/${(first.body as Answer).id}/edit`, { title: 'b' }, { 'Idempotency-Key': 'k' });
    expect([reused.status, (reused.body as { code: string }).code]).toEqual([422, 'COMMAND_REUSED']);
    const { body: now } = await doyak.as('hanbit').get(`/v1/applications/${(first.body as Answer).id}`);
    expect(now).toMatchObject({ title: 'a', version: 2 });
    // The key belongs to who gave it.
    const own = await doyak.as('byeol').post('/v1/applications', body, key).expect(201);
    expect((own.body as Answer).id).not.toBe((first.body as Answer).id);
  });

  it('are one per company and round; withdrawal lets the company apply again and closes the case', async () => {
    const roundId = await openRound();
    const first = await submitted('byeol', roundId);
    const second = await start('byeol', roundId);
    // The same company, however its number is written.
    const company = { ...complete.company, businessNumber: '2208162517' };
    await doyak
      .as('byeol')
      .post(`/v1/applications/${second}/edit`, { ...complete, company })
      .expect(200);
    await sendMissingDocuments(doyak.as('byeol'), second);
    const taken = await doyak.as('byeol').post(`/v1/applications/${second}/submit`).expect(409);
    expect(taken.body).toMatchObject({ code: 'ALREADY_APPLIED' });

    const caseId = await caseOf(first);
    await doyak
      .as('byeol')
      .post(`/v1/applications/${first}/withdraw`, { reason: 'Other funding' })
      .expect(200);
    await doyak.as('byeol').post(`/v1/applications/${second}/submit`).expect(200);
    await eventually(async () => {
      const { body } = await doyak.as('operator').get(`/v1/cases/${caseId}`).expect(200);
      expect(body).toMatchObject({ status: 'closed', outcome: 'withdrawn' });
    });
  });

  it('are hidden from other applicants, and listed page by page', async () => {
    const roundId = await openRound();
    const mine: string[] = [];
    for (let n = 0; n < 3; n += 1) mine.unshift(await start('byeol', roundId));
    await doyak.as('hanbit').get(`/v1/applications/${mine[0]!}`).expect(404);
    await doyak.as('hanbit').post(`/v1/applications/${mine[0]!}/withdraw`, { reason: 'x' }).expect(403);
    const theirs = await doyak.as('hanbit').get(`/v1/applications?roundId=${roundId}`).expect(200);
    expect((theirs.body as { items: object[] }).items).toEqual([]);

    const seen: string[] = [];
    let path: string | undefined = `/v1/applications?roundId=${roundId}&limit=2`;
    while (path) {
      const answer: { body: unknown; headers: Record<string, string> } = await doyak
        .as('operator')
        .get(path)
        .expect(200);
      const { items, nextCursor } = answer.body as { items: { id: string }[]; nextCursor: string | null };
      seen.push(...items.map(({ id }) => id));
      path = nextCursor
        ? /<([^>]+)>; rel="next"/.exec(answer.headers.link ?? '')![1]!.replace(doyak.url, '')
        : undefined;
    }
    expect(seen).toEqual(mine);
    await doyak.as('operator').get(`/v1/applications?roundId=${roundId}&cursor=forged`).expect(400);
  });

  it('are read as they were', async () => {
    const id = await start('byeol');
    const before = new Date().toISOString();
    await eventually(() => new Date().toISOString() > before);
    await doyak.as('byeol').post(`/v1/applications/${id}/edit`, { title: 'Later' }).expect(200);
    const past = await doyak.as('byeol').get(`/v1/applications/${id}?asOf=${before}`).expect(200);
    expect(past.body).toMatchObject({ title: '', version: 1 });
    const known = await doyak.as('byeol').get(`/v1/applications/${id}?knownAt=${before}`).expect(200);
    expect(known.body).toMatchObject({ title: '', version: 1 });
    await doyak.as('byeol').get(`/v1/applications/${id}?asOf=2001-01-01T00:00:00Z`).expect(404);
    await doyak.as('byeol').get(`/v1/applications/${id}?asOf=yesterday`).expect(400);
  });

  it('are refused outside the window of the round, and on a track it does not offer', async () => {
    const over = await openRound({ opensAt: '2020-01-01T00:00:00Z', closesAt: '2020-02-01T00:00:00Z' });
    const late = await doyak
      .as('byeol')
      .post('/v1/applications', { roundId: over, track: 'general' })
      .expect(422);
    expect(late.body).toMatchObject({ code: 'LATE' });
    const other = await doyak
      .as('byeol')
      .post('/v1/applications', { roundId: round, track: 'moon' })
      .expect(422);
    expect(other.body).toMatchObject({ code: 'TRACK_NOT_OFFERED' });
    await doyak.as('byeol').post('/v1/applications', { roundId: newId(), track: 'general' }).expect(404);
  });

  it('lead to a case that operators hold and resume, with what each person can do and why not', async () => {
    const caseId = await caseOf(await submitted('byeol', await openRound()));
    const actions = async (person: string) => {
      const { body } = await eventually(() =>
        doyak.as(person).get(`/v1/cases/${caseId}/actions`).expect(200),
      );
      return new Map(
        (body as { actions: { action: string; allowed: boolean; why?: { code: string } }[] }).actions.map(
          (one) => [one.action, one],
        ),
      );
    };
    expect((await actions('operator')).get('cases.hold')).toMatchObject({ allowed: true });
    expect((await actions('auditor')).get('cases.hold')).toMatchObject({
      allowed: false,
      why: { code: 'FORBIDDEN' },
    });
    await doyak.as('operator').post(`/v1/cases/${caseId}/hold`, { reason: 'Inquiry' }).expect(200);
    expect((await actions('operator')).get('cases.hold')).toMatchObject({
      allowed: false,
      why: { code: 'CASE_HELD' },
    });
    await doyak.as('operator').post(`/v1/cases/${caseId}/hold`, { reason: 'Again' }).expect(409);
    const opened = await doyak
      .as('operator')
      .post(`/v1/cases/${caseId}/stages/document-evaluation/open`)
      .expect(409);
    expect(opened.body).toMatchObject({ code: 'CASE_HELD' });
    await doyak.as('operator').post(`/v1/cases/${caseId}/resume`, { reason: 'Cleared' }).expect(200);
    await doyak.as('byeol').post(`/v1/cases/${caseId}/hold`, { reason: 'x' }).expect(403);
  });

  it('are watched live, from an index on', async () => {
    const id = await start('byeol');
    const caseId = await caseOf(id);
    const history = await doyak.as('auditor').get(`/v1/cases/${caseId}/history`).expect(200);
    const { index } = (history.body as { events: { index: number }[] }).events[0]!;
    const stop = new AbortController();
    const stream = await fetch(`${doyak.url}/v1/events?caseId=${caseId}`, {
      headers: { Authorization: `Bearer ${doyak.token('auditor')}`, 'Last-Event-ID': String(index - 1) },
      signal: stop.signal,
    });
    await doyak.as('byeol').post(`/v1/applications/${id}/edit`, { title: 'Live' }).expect(200);
    const reader = stream.body!.getReader();
    let text = '';
    while ((text.match(/^event: /gm) ?? []).length < 2)
      text += new TextDecoder().decode((await reader.read()).value);
    stop.abort();
    expect([...text.matchAll(/^event: (.*)$/gm)].map(([, type]) => type)).toEqual([
      'applications.application-draft-started',
      'applications.application-draft-edited',
    ]);
    expect(text).toContain(`id: ${index}\n`);
  });

  it('are watched from the first event of the log', async () => {
    const stop = new AbortController();
    const stream = await fetch(`${doyak.url}/v1/events?after=-1`, {
      headers: { Authorization: `Bearer ${doyak.token('auditor')}` },
      signal: stop.signal,
    });
    const { value } = await stream.body!.getReader().read();
    stop.abort();
    expect(new TextDecoder().decode(value)).toContain('id: 0\n');
    await doyak.as('auditor').get('/v1/events?after=-2').expect(400);
  });
});
