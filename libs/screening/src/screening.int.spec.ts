import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CommandBus } from '@nestjs/cqrs';
import { EventStore } from '@doyak/kernel/event-store';
import { eventually } from '@doyak/kernel/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sendMissingDocuments } from '../../../test/support/papers.js';
import { type PlatformApp, startPlatform } from '../../../test/support/platform-app.js';
import { publishProgram } from '../../../test/support/programs.js';
import { screening } from './domain/screening.js';
import { LapseSupplement } from './features/lapse-supplement/lapse-supplement.js';

interface Rule {
  rule: string;
  outcome: string;
  missing: string[];
  message: { ko: string; en: string };
  overruling: unknown;
}
interface Page {
  id: string;
  rules: Rule[] | null;
  facts: Record<string, { value: unknown; source: string }> | null;
  duplicates: { matches: { keys: string[]; counts: boolean; caseId: string }[] } | null;
  supplements: { status: string }[];
  status: string;
}
interface Case {
  status: string;
  outcome: string | null;
  stages: { stage: string; status: string; outcome?: string; endsBefore?: string }[];
}

/** As shipped, but with a duplicate rule, and rules that two persons may overrule. */
const lenient = readFileSync(new URL('../../../programs/minimal.yaml', import.meta.url), 'utf8')
  .replace('id: ai-voucher', 'id: ai-voucher-lenient')
  .replace('code: VOU', 'code: VOL')
  .replace('overruling: forbidden', 'overruling: with-second-person')
  .replace(
    'keys: [business-number], years: 1',
    'keys: [business-number, representative, similar-item], years: 1, similarFrom: 90',
  )
  .replace(
    'eligibility:\n',
    `  duplicateSupport:
    type: bool
    title: { ko: 중복지원 해당, en: Duplicate support }
    from: { check: duplicate-search }
eligibility:
  - id: no-duplicate-support
    rule: '!duplicateSupport'
    reason: DUPLICATE_SUPPORT
    message: { ko: 동일·유사 과제로 지원받고 있습니다., en: The same item is supported elsewhere. }
    overridable: true
`,
  );

describe('A screening over HTTP', () => {
  let doyak: PlatformApp;
  beforeAll(async () => {
    doyak = await startPlatform();
    await publishProgram(doyak, 'ai-voucher-lenient', lenient);
  }, 120_000);
  afterAll(() => doyak.close());

  const companies = { byeol: '220-81-62517', hanbit: '123-45-67891' };

  /** Submits an application to a round of its own and waits for its screening, the search for duplicates included. */
  const apply = async (
    person: keyof typeof companies,
    programId = 'ai-voucher',
    title: string = randomUUID(),
  ) => {
    const round = {
      ...{ programId, programVersion: 1, notice: { number: '2026-9', title: 'A call', date: '2026-03-02' } },
      ...{ opensAt: '2020-01-01T00:00:00+09:00', closesAt: '2100-01-01T00:00:00+09:00' },
      offers: [{ track: 'general', slots: 1, reserves: 1, budget: 1_000 }],
    };
    const roundId = await idOf(doyak.as('operator').post('/v1/rounds', round).expect(201));
    const own = doyak.as(person);
    const id = await idOf(own.post('/v1/applications', { roundId, track: 'general' }).expect(201));
    const company = { name: 'Sample', businessNumber: companies[person] };
    const answers = { employees: 12, plan: 'Evaluate a small model.' };
    await own.post(`/v1/applications/${id}/edit`, { title, company, answers }).expect(200);
    await sendMissingDocuments(own, id);
    await own.post(`/v1/applications/${id}/submit`).expect(200);
    const { caseId } = (await own.get(`/v1/applications/${id}`).expect(200)).body as { caseId: string };
    const screening = await eventually(async () => {
      const list = await doyak.as('operator').get(`/v1/screenings?caseId=${caseId}`).expect(200);
      const [line] = (list.body as { items: { id: string }[] }).items;
      expect((await page(line!.id)).duplicates).not.toBeNull();
      return line!.id;
    });
    return { id, caseId, screening, path: `/v1/screenings/${screening}` };
  };
  const idOf = async (answer: PromiseLike<{ body: unknown }>) => ((await answer).body as { id: string }).id;
  const page = async (id: string, person = 'operator', query = '') =>
    (await doyak.as(person).get(`/v1/screenings/${id}${query}`).expect(200)).body as Page;
  const theCase = async (id: string) =>
    (await doyak.as('operator').get(`/v1/cases/${id}`).expect(200)).body as Case;
  const actions = async (caseId: string, person: string) => {
    const { body } = await doyak.as(person).get(`/v1/cases/${caseId}/actions`).expect(200);
    const list = (body as { actions: { action: string; allowed: boolean; why?: { code: string } }[] })
      .actions;
    return Object.fromEntries(list.map((one) => [one.action, one.allowed || one.why!.code]));
  };
  const record = (path: string, taxArrears: boolean, person = 'operator') =>
    doyak.as(person).post(`${path}/facts`, { facts: { taxArrears }, reason: 'Certificate 2026-1' });
  const decide = (path: string, decision: string, reasons: string[] = [], person = 'operator') =>
    doyak.as(person).post(`${path}/decide`, { decision, reasons });

  it('goes from application over a supplement to the next stage', async () => {
    const { id, caseId, screening, path } = await apply('byeol');
    const first = await page(screening);
    expect(first.rules).toEqual([
      expect.objectContaining({ rule: 'no-tax-arrears', outcome: 'undetermined', missing: ['taxArrears'] }),
      expect.objectContaining({ rule: 'small', outcome: 'holds' }),
    ]);
    expect(first.rules![0]!.message).toEqual({ ko: expect.any(String), en: expect.any(String) });
    expect(await page(screening, 'byeol')).toMatchObject({ rules: null, facts: null, duplicates: null });
    await doyak.as('hanbit').get(path).expect(404);
    expect((await decide(path, 'ELIGIBLE').expect(422)).body).toMatchObject({
      code: 'RULES_UNDETERMINED',
      errors: [{ pointer: '/rules/no-tax-arrears' }],
    });
    expect(await actions(caseId, 'operator')).toMatchObject({
      'screening.record-facts': true,
      'screening.find-eligible': 'RULES_UNDETERMINED',
      'screening.find-ineligible': 'REASON_NEEDED',
    });

    const ask = { ask: 'How many employees since?', fields: ['employees'] };
    const unknown = { ...ask, fields: ['salary'] };
    await doyak.as('operator').post(`${path}/supplement-requests`, unknown).expect(422);
    await doyak.as('byeol').post(`${path}/supplement-requests`, ask).expect(403);
    await doyak.as('operator').post(`${path}/supplement-requests`, ask).expect(200);
    await eventually(async () => {
      const { stages } = await theCase(caseId);
      expect(stages[0]!.endsBefore).toBeUndefined();
    });
    expect(await actions(caseId, 'byeol')).toMatchObject({ 'screening.answer-supplement': true });

    const answer = (body: object, person = 'byeol') =>
      doyak.as(person).post(`${path}/supplement-answers`, body);
    expect((await answer({ answers: { plan: 'Another' } }).expect(422)).body).toMatchObject({
      code: 'ANSWER_NOT_ASKED',
    });
    expect((await answer({ answers: { employees: -1 } }).expect(422)).body).toMatchObject({
      code: 'ANSWER_INVALID',
      errors: [{ pointer: '/answers/employees' }],
    });
    await answer({ answers: { employees: 20 } }, 'hanbit').expect(403);
    await answer({ answers: { employees: 20 }, note: 'Eight joined.' }).expect(200);
    await eventually(async () => expect((await theCase(caseId)).stages[0]!.endsBefore).toBeDefined());
    expect((await page(screening)).facts).toMatchObject({ employees: { value: 20, source: 'supplement' } });
    const application = await doyak.as('byeol').get(`/v1/applications/${id}`).expect(200);
    expect(application.body).toMatchObject({ answers: { employees: 12 } });

    for (const [facts, code] of [
      [{ nonsense: true }, 'FACT_UNKNOWN'],
      [{ employees: 5 }, 'FACT_NOT_RECORDABLE'],
      [{ taxArrears: 'no' }, 'FACT_INVALID'],
    ] as const) {
      const body = { facts, reason: 'Letter' };
      const refused = await doyak.as('operator').post(`${path}/facts`, body).expect(422);
      expect(refused.body).toMatchObject({ code });
    }
    const before = new Date().toISOString();
    await record(path, false).expect(200);
    expect((await decide(path, 'INELIGIBLE', ['TAX_ARREARS']).expect(422)).body).toMatchObject({
      code: 'REASON_UNFOUNDED',
    });
    await decide(path, 'ELIGIBLE').expect(200);
    await eventually(async () =>
      expect((await theCase(caseId)).stages).toMatchObject([
        { stage: 'screening', status: 'closed', outcome: 'eligible' },
        { stage: 'document-evaluation', status: 'ready' },
      ]),
    );
    const past = await page(screening, 'auditor', `?asOf=${before}`);
    expect(past).toMatchObject({ status: 'open', decision: null });
    expect((await page(screening, 'byeol')).rules!.map(({ outcome }) => outcome)).toEqual(['holds', 'holds']);
    await decide(path, 'ELIGIBLE').expect(409);
  });

  it('rejects with the reason of a rule that fails', async () => {
    const { caseId, path } = await apply('hanbit');
    await record(path, true).expect(200);
    expect((await record(path, false).expect(422)).body).toMatchObject({ code: 'SECOND_PERSON_NEEDED' });
    expect((await decide(path, 'ELIGIBLE').expect(422)).body).toMatchObject({ code: 'RULES_FAIL' });
    const overruled = { rule: 'no-tax-arrears', reason: 'Paid' };
    const refused = await doyak.as('operator').post(`${path}/overrulings`, overruled).expect(422);
    expect(refused.body).toMatchObject({ code: 'RULE_NOT_OVERRIDABLE' });
    await decide(path, 'INELIGIBLE', ['TAX_ARREARS']).expect(200);
    await eventually(async () =>
      expect(await theCase(caseId)).toMatchObject({
        status: 'closed',
        outcome: 'rejected',
        stages: [{ outcome: 'ineligible' }],
      }),
    );
    // Taken up again, it knows what it knew, and who recorded it.
    const reopen = `/v1/cases/${caseId}/stages/screening/reopen`;
    await doyak.as('operator').post(reopen, { reason: 'Objection accepted' }).expect(200);
    const again = await eventually(async () => {
      const list = await doyak.as('operator').get(`/v1/screenings?caseId=${caseId}&status=open`).expect(200);
      const [line] = (list.body as { items: { id: string; run: number }[] }).items;
      expect(line!.run).toBe(2);
      return `/v1/screenings/${line!.id}`;
    });
    expect((await record(again, false).expect(422)).body).toMatchObject({ code: 'SECOND_PERSON_NEEDED' });
    await record(again, false, 'operator2').expect(200);
    await decide(again, 'ELIGIBLE').expect(200);
    await eventually(async () =>
      expect(await theCase(caseId)).toMatchObject({ status: 'open', stages: [{ outcome: 'eligible' }, {}] }),
    );
  });

  it('tells a case on resumption what was decided while it was being put on hold', async () => {
    const { caseId, screening: id, path } = await apply('hanbit');
    await record(path, false).expect(200);
    await doyak.as('operator').post(`/v1/cases/${caseId}/hold`, { reason: 'Inquiry' }).expect(200);
    // As if the decision had come just before the list of cases knew of the hold.
    const actor = { kind: 'person', id: randomUUID(), authority: 'role:operator' } as const;
    await doyak.app
      .get(EventStore, { strict: false })
      .decide(
        `screening-${id}`,
        screening,
        { type: 'DecideScreening', decision: 'ELIGIBLE', reasons: [] },
        { actor, now: new Date(), commandId: randomUUID() },
      );
    await doyak.as('operator').post(`/v1/cases/${caseId}/resume`, { reason: 'Cleared' }).expect(200);
    await eventually(async () =>
      expect((await theCase(caseId)).stages[0]).toMatchObject({ status: 'closed', outcome: 'eligible' }),
    );
  });

  it('finds duplicates over programs, and lets two persons overrule what they mean', async () => {
    const earlier = await apply('byeol', 'ai-voucher', '제조 공정 이상탐지 경량 모델');
    // Alike enough for 70 %, not for the 90 % that this definition asks.
    const other = await apply('hanbit', 'ai-voucher', '제조 공정 이상탐지 경량 모델 고도화');
    const { caseId, screening, path } = await apply(
      'byeol',
      'ai-voucher-lenient',
      '제조공정 이상탐지 경량모델',
    );
    const found = (await page(screening)).duplicates!.matches.find(
      (match) => match.caseId === earlier.caseId,
    );
    const { matches } = (await page(screening)).duplicates!;
    expect(matches.map((match) => match.caseId)).not.toContain(other.caseId);
    expect(found).toMatchObject({
      keys: ['business-number', 'representative', 'similar-item'],
      similarity: 100,
      standing: 'applied',
      counts: true,
    });
    await doyak.as('operator').post(`${earlier.path}/duplicate-search`).expect(200);
    const seen = (await page(earlier.screening)).duplicates!.matches.find((match) => match.caseId === caseId);
    // The earlier of the two is not the duplicate.
    expect(seen).toMatchObject({ keys: ['business-number'], counts: false });

    await record(path, false).expect(200);
    const rule = 'no-duplicate-support';
    const overrule = (person: string, step: string, body: object) =>
      doyak.as(person).post(`${path}/overrulings${step}`, { reason: 'Another item', ...body });
    await overrule('operator', '', { rule }).expect(200);
    expect(await actions(caseId, 'operator')).toMatchObject({
      'screening.confirm-overruling': 'SECOND_PERSON_NEEDED',
    });
    await overrule('operator', `/${rule}/confirm`, {}).expect(422);
    await decide(path, 'ELIGIBLE').expect(422);
    await overrule('operator2', `/${rule}/confirm`, {}).expect(200);
    await decide(path, 'ELIGIBLE').expect(200);
    await eventually(async () =>
      expect((await theCase(caseId)).stages[0]).toMatchObject({ outcome: 'eligible' }),
    );
    const history = await doyak.as('auditor').get(`/v1/cases/${caseId}/history`).expect(200);
    const closed = (
      history.body as { events: { type: string; data: { decidedBy: string[] } }[] }
    ).events.find(({ type }) => type === 'cases.stage-closed');
    expect(closed!.data.decidedBy).toHaveLength(2);
  });

  it('lets a supplement lapse, waits while the case is on hold, and stops with it', async () => {
    const { id, caseId, screening, path } = await apply('byeol');
    await doyak.as('operator').post(`${path}/supplement-requests`, { ask: 'Explain' }).expect(200);
    const { supplements } = await page(screening);
    const { answerBefore } = supplements[0] as unknown as { answerBefore: string };
    await doyak.app.get(CommandBus, { strict: false }).execute(
      new LapseSupplement(screening, 1, {
        actor: { kind: 'system', id: 'timer:test', authority: 'timer:test' },
        now: new Date(answerBefore),
        commandId: randomUUID(),
      }),
    );
    const late = await doyak.as('byeol').post(`${path}/supplement-answers`, { note: 'Late' }).expect(409);
    expect(late.body).toMatchObject({ code: 'NO_SUPPLEMENT_AWAITED' });

    await doyak.as('operator').post(`/v1/cases/${caseId}/hold`, { reason: 'Inquiry' }).expect(200);
    expect((await decide(path, 'INELIGIBLE', ['DOC_MISSING']).expect(409)).body).toMatchObject({
      code: 'CASE_HELD',
    });
    await doyak.as('operator').post(`/v1/cases/${caseId}/resume`, { reason: 'Cleared' }).expect(200);
    await doyak.as('byeol').post(`/v1/applications/${id}/withdraw`, { reason: 'Other plans' }).expect(200);
    await eventually(async () => expect((await page(screening)).status).toBe('stopped'));
    await decide(path, 'INELIGIBLE', ['DOC_MISSING']).expect(409);
  });

  it('is listed for officers, and for applicants their own', async () => {
    const [one, other] = [await apply('byeol'), await apply('hanbit')];
    const list = async (person: string, query = '') => {
      const { body } = await doyak.as(person).get(`/v1/screenings${query}`).expect(200);
      return body as { items: { id: string; failing: number | null }[]; nextCursor: string };
    };
    const first = await list('operator', '?status=open&limit=1');
    const second = await list('operator', `?status=open&limit=1&cursor=${first.nextCursor}`);
    const newest = [other.screening, one.screening];
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(newest);
    const own = (await list('hanbit')).items;
    expect(own[0]).toMatchObject({ id: other.screening, failing: null });
    expect(own.map(({ id }) => id)).not.toContain(one.screening);
    await doyak.as('reviewer').get('/v1/screenings').expect(403);
  });
});
