import { createHash } from 'node:crypto';
import { eventually } from '@doyak/kernel/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type PlatformApp, startPlatform } from '../../../test/support/platform-app.js';
import { publishAgreed, selectedCase } from '../../../test/support/selected-case.js';

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

describe('An agreement over HTTP', () => {
  let doyak: PlatformApp;
  let buyerId: string;
  beforeAll(async () => {
    doyak = await startPlatform();
    await publishAgreed(doyak);
    const { items } = await read<{ items: { id: string; kind: string }[] }>('/v1/organisations', 'admin');
    buyerId = items.find(({ kind }) => kind === 'guarantee-fund')!.id;
  }, 120_000);
  afterAll(() => doyak.close());

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

  const selected = () => selectedCase(doyak);
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
