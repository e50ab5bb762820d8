import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CommandBus } from '@nestjs/cqrs';
import { CloseStage } from '@doyak/cases';
import type { DecideOptions } from '@doyak/kernel/event-store';
import { eventually } from '@doyak/kernel/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sendMissingDocuments } from '../../../test/support/papers.js';
import { type PlatformApp, startPlatform } from '../../../test/support/platform-app.js';
import { publishProgram } from '../../../test/support/programs.js';

interface Agreement {
  id: string;
  status: string;
  endsOn: string | null;
  documents: {
    number: number;
    sha256: string;
    status: string;
    tranches: { amount: number }[];
    parties: { party: string; signedBy: string | null }[];
  }[];
}
interface Case {
  status: string;
  outcome: string | null;
  stages: { stage: string; status: string; outcome?: string }[];
}

const PROGRAM = 'ai-voucher-agreed';

/** As shipped, but going by itself, with an agreement of three parties, and money in parts. */
const agreed = readFileSync(new URL('../../../programs/minimal.yaml', import.meta.url), 'utf8')
  .replace('id: ai-voucher', `id: ${PROGRAM}`)
  .replace('code: VOU', 'code: VOA')
  .replaceAll('opens: by-operator', 'opens: automatic')
  .replace(
    '      - id: disbursement\n',
    `      - id: agreement
        kind: agreement
        title: { ko: 협약, en: Agreement }
        opens: automatic
        waitsFor: { all: [{ stage: selection, outcomes: [selected] }] }
        expected: { least: { count: 1, unit: days }, most: { count: 30, unit: days } }
        ends:
          not-signed: { as: withdrawn, reason: ABANDONED }
        config:
          parties: [applicant, agency, buyer]
          duration: { count: 6, unit: months }
          documents: [business-registration]
          terms:
            - id: use
              title: { ko: 사업비 사용, en: Use of funds }
              text: { ko: 협약 목적에만 쓴다., en: Funds are used for their purpose only. }
      - id: disbursement
`,
  )
  .replace(
    'waitsFor: { all: [{ stage: selection, outcomes: [selected] }] }\n        expected: { least: { count: 10',
    'waitsFor: { all: [{ stage: agreement, outcomes: [signed] }] }\n        expected: { least: { count: 10',
  )
  .replace(
    'mostPerCase: 10000000\n',
    `mostPerCase: 10000000
          ownShare: { leastPercent: 30, cashLeastPercent: 10, inKindMostPercent: 20 }
`,
  )
  .replace(
    '- { id: whole, percent: 100, evidence',
    `- { id: first, percent: 70, evidence: [{ ko: 협약서, en: Agreement }] }
            - { id: last, percent: 30, evidence`,
  );

describe('An agreement over HTTP', () => {
  let doyak: PlatformApp;
  let buyerId: string;
  beforeAll(async () => {
    doyak = await startPlatform();
    await publishProgram(doyak, PROGRAM, agreed);
    const { items } = await read<{ items: { id: string; kind: string }[] }>('/v1/organisations', 'admin');
    buyerId = items.find(({ kind }) => kind === 'guarantee-fund')!.id;
  }, 120_000);
  afterAll(() => doyak.close());

  const system = (): DecideOptions => ({
    actor: { kind: 'system', id: 'test', authority: 'test' },
    now: new Date(),
    commandId: randomUUID(),
  });
  const idOf = async (answer: PromiseLike<{ body: unknown }>) => ((await answer).body as { id: string }).id;
  const read = async <Body>(path: string, person = 'operator') =>
    (await doyak.as(person).get(path).expect(200)).body as Body;
  const theCase = (caseId: string) => read<Case>(`/v1/cases/${caseId}`);
  const stage = async (caseId: string, id: string) =>
    (await theCase(caseId)).stages.find((one) => one.stage === id);
  const page = (id: string, person = 'operator', query = '') =>
    read<Agreement>(`/v1/agreements/${id}${query}`, person);
  const actions = async (caseId: string, person: string) => {
    const { actions: list } = await read<{
      actions: { action: string; allowed: boolean; why?: { code: string } }[];
    }>(`/v1/cases/${caseId}/actions`, person);
    return Object.fromEntries(list.map((one) => [one.action, one.allowed || one.why!.code]));
  };

  /** Applies and is selected; the agreement waits to be offered. */
  const selected = async () => {
    const round = {
      ...{ programId: PROGRAM, programVersion: 1 },
      notice: { number: '2026-9', title: 'A call', date: '2026-03-02' },
      ...{ opensAt: '2020-01-01T00:00:00+09:00', closesAt: '2100-01-01T00:00:00+09:00' },
      offers: [{ track: 'general', slots: 1, reserves: 0, budget: 1_000 }],
    };
    const roundId = await idOf(doyak.as('operator').post('/v1/rounds', round).expect(201));
    const own = doyak.as('hanbit');
    const application = await idOf(own.post('/v1/applications', { roundId, track: 'general' }).expect(201));
    const company = { name: 'Sample', businessNumber: '123-45-67891' };
    const answers = { employees: 12, plan: 'Evaluate a small model.' };
    const draft = { title: randomUUID(), company, answers };
    await own.post(`/v1/applications/${application}/edit`, draft).expect(200);
    await sendMissingDocuments(own, application);
    await own.post(`/v1/applications/${application}/submit`).expect(200);
    const { caseId } = await read<{ caseId: string }>(`/v1/applications/${application}`, 'hanbit');
    await eventually(async () => expect(await stage(caseId, 'screening')).toMatchObject({ status: 'open' }));
    const results = [
      ['screening', 'eligible'],
      ['document-evaluation', 'passed'],
      ['selection', 'selected'],
    ] as const;
    const bus = doyak.app.get(CommandBus, { strict: false });
    for (const [id, outcome] of results)
      await bus.execute(new CloseStage({ caseId, stage: id, run: 1, outcome, decidedBy: [] }, system()));
    const id = await eventually(async () => {
      const { items } = await read<{ items: { id: string }[] }>(`/v1/agreements?caseId=${caseId}`);
      return items[0]!.id;
    });
    return { caseId, application, id, path: `/v1/agreements/${id}` };
  };
  const money = { amount: 7_000_001, ownShare: { cash: 2_000_000, inKind: 1_500_000 } };
  const offer = (path: string, body: object, person = 'operator') =>
    doyak.as(person).post(`${path}/offer`, { parties: { buyer: buyerId }, ...body });
  const sign = (path: string, person: string, sha256: string) =>
    doyak.as(person).post(`${path}/sign`, { sha256 });

  it('is offered, signed by every party over its hash, amended and suspended', async () => {
    const { caseId, id, path } = await selected();
    await offer(path, money, 'hanbit').expect(403);
    const poor = { amount: 7_000_000, ownShare: { cash: 1_000_000, inKind: 1_500_000 } };
    expect((await offer(path, poor).expect(422)).body).toMatchObject({
      code: 'MONEY_UNFIT',
      errors: [{ pointer: '/ownShare', code: 'OWN_SHARE_TOO_LOW' }],
    });
    expect((await offer(path, { ...money, parties: {} }).expect(422)).body).toMatchObject({
      code: 'PARTIES_UNFIT',
      errors: [{ pointer: '/parties/buyer' }],
    });
    await doyak.as('partner').get(path).expect(404);
    await offer(path, money).expect(200);
    const [document] = (await page(id, 'partner')).documents;
    expect(document!.tranches.map(({ amount }) => amount)).toEqual([4_900_001, 2_100_000]);
    const text = (await doyak.as('hanbit').get(`${path}/documents/1`).expect(200)).text;
    expect(createHash('sha256').update(text, 'utf8').digest('hex')).toBe(document!.sha256);
    await doyak.as('byeol').get(path).expect(404);
    await doyak.as('hanbit').get(`${path}/documents/2`).expect(404);

    await sign(path, 'byeol', document!.sha256).expect(403);
    expect((await sign(path, 'hanbit', '0'.repeat(64)).expect(409)).body).toMatchObject({
      code: 'DOCUMENT_CHANGED',
    });
    expect(await actions(caseId, 'hanbit')).toMatchObject({ 'agreements.sign': true });
    await sign(path, 'hanbit', document!.sha256).expect(200);
    expect(await actions(caseId, 'hanbit')).toMatchObject({ 'agreements.sign': 'SIGNED_ALREADY' });
    await sign(path, 'partner', document!.sha256).expect(200);
    const before = new Date().toISOString();
    await sign(path, 'operator2', document!.sha256).expect(200);
    await eventually(async () =>
      expect(await stage(caseId, 'disbursement')).toMatchObject({ status: 'open' }),
    );
    expect(await page(id)).toMatchObject({ status: 'IN_FORCE' });
    expect(await page(id, 'auditor', `?asOf=${before}`)).toMatchObject({ status: 'OFFERED', endsOn: null });

    await offer(path, { ...money, amount: 6_000_000 }).expect(422);
    await offer(path, { ...money, amount: 6_000_000, reason: 'Fewer experiments' }).expect(200);
    const [, amendment] = (await page(id)).documents;
    for (const person of ['hanbit', 'partner', 'operator'])
      await sign(path, person, amendment!.sha256).expect(200);
    expect((await page(id)).documents.map(({ status }) => status)).toEqual(['superseded', 'concluded']);

    const because = { reason: 'Inquiry' };
    await doyak.as('operator').post(`${path}/suspend`, because).expect(200);
    await doyak.as('operator').post(`${path}/complete`, because).expect(409);
    await doyak.as('operator').post(`${path}/resume`, because).expect(200);
    await doyak.as('operator').post(`${path}/terminate`, because).expect(200);
    expect((await doyak.as('operator').post(`${path}/resume`, because).expect(409)).body).toMatchObject({
      code: 'AGREEMENT_ENDED',
    });
    const { items } = await read<{ items: { status: string }[] }>('/v1/agreements', 'partner');
    expect(items).toMatchObject([{ status: 'TERMINATED' }]);
  });

  it('ends the case of who declines it, and lapses with a case that is withdrawn', async () => {
    const declined = await selected();
    await offer(declined.path, money).expect(200);
    await doyak.as('hanbit').post(`${declined.path}/decline`, { reason: 'No cash' }).expect(200);
    await eventually(async () =>
      expect(await theCase(declined.caseId)).toMatchObject({ status: 'closed', outcome: 'withdrawn' }),
    );
    expect(await page(declined.id)).toMatchObject({ status: 'DECLINED' });

    const withdrawn = await selected();
    await doyak
      .as('hanbit')
      .post(`/v1/applications/${withdrawn.application}/withdraw`, { reason: 'Other plans' })
      .expect(200);
    await eventually(async () => expect(await page(withdrawn.id)).toMatchObject({ status: 'LAPSED' }));
    expect((await offer(withdrawn.path, money).expect(409)).body).toMatchObject({ code: 'AGREEMENT_ENDED' });
    await doyak.as('reviewer').get('/v1/agreements').expect(403);
    const first = await read<{ items: unknown[]; nextCursor: string }>('/v1/agreements?limit=1');
    const rest = await read<{ items: unknown[] }>(`/v1/agreements?limit=5&cursor=${first.nextCursor}`);
    expect(rest.items).toHaveLength(2);
  });
});
