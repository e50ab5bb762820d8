import { createHash } from 'node:crypto';
import { eventually } from '@doyak/kernel/testing';
import { expect } from '@jest/globals';
import { BusinessCalendar, dateOf } from '@doyak/kernel/calendar';
import request from 'supertest';
import { camt053 } from './bank-files.js';
import { actorOf, type OneMore, oneMore } from './more-people.js';
import type { PlatformApp } from './platform-app.js';
import { AGREED_PROGRAM, selectedCase } from './selected-case.js';

export interface Page {
  id: string;
  caseId: string;
  status: string;
  amount: number;
  paid: number;
  tranches: { id: string; amount: number; status: string }[];
  orders: {
    id: string;
    status: string;
    endToEndId: string;
    amount: number;
    because: string | null;
    hands: object[];
  }[];
}

/** The officers of payments, an account of the agency, and money in the line; all over HTTP. */
export async function payingAgency(doyak: PlatformApp) {
  const admin = doyak.as('admin');
  const me = (await doyak.as('operator').get('/v1/me').expect(200)).body as { organisation: { id: string } };
  const agency = me.organisation.id;
  const releaser = await oneMore(doyak, 'releaser', 'operator', agency);
  const id = (person: string) => actorOf(doyak.token(person)).id;
  const officers = `/v1/payment-officers/${AGREED_PROGRAM}`;
  const appoint = (personId: string, duty: string) =>
    admin.post(`${officers}/appoint`, { personId, duty }).expect(200);
  await appoint(id('operator2'), 'check');
  await appoint(releaser.id, 'release');
  const line = `/v1/budget-lines/${AGREED_PROGRAM}/vouchers`;
  await admin
    .post(`${line}/appropriations`, { programVersion: 1, amount: 40_000_000, basis: 'Decision 1' })
    .expect(200);
  const account = { bank: 'BOKRKRSE', number: '110-12-345678', holder: 'Sample Agency' };
  const debtor = (await doyak.as('operator').post('/v1/payee-accounts', account).expect(201)).body as {
    id: string;
  };
  return { agency, releaser, officers, line, debtorAccountId: debtor.id.replace('payee-account-', '') };
}

/** A case with an agreement in force, whose disbursement has its first tranche due. */
export async function agreedCase(doyak: PlatformApp, line: string, amount: number) {
  const chosen = await selectedCase(doyak);
  const { caseId, path, roundId } = chosen;
  await doyak.as('operator').post(`${line}/allocations`, { roundId, amount }).expect(200);
  const { items } = (await doyak.as('admin').get('/v1/organisations').expect(200)).body as {
    items: { id: string; kind: string }[];
  };
  const buyer = items.find(({ kind }) => kind === 'guarantee-fund')!.id;
  const ownShare = { cash: amount, inKind: 0 };
  await doyak.as('operator').post(`${path}/offer`, { amount, ownShare, parties: { buyer } }).expect(200);
  const { documents } = (await doyak.as('operator').get(path).expect(200)).body as {
    documents: { sha256: string }[];
  };
  for (const person of ['hanbit', 'partner', 'operator2'])
    await doyak.as(person).post(`${path}/sign`, { sha256: documents[0]!.sha256 }).expect(200);
  const disbursement = await eventually(async () => {
    const { items: found } = (await doyak.as('hanbit').get(`/v1/disbursements?caseId=${caseId}`).expect(200))
      .body as {
      items: { id: string; amount: number | null }[];
    };
    expect(found[0]?.amount).toBe(amount);
    return found[0]!.id;
  });
  return { ...chosen, disbursement, at: `/v1/disbursements/${disbursement}` };
}

export const pageOf = async (doyak: PlatformApp, at: string) =>
  (await doyak.as('operator').get(at).expect(200)).body as Page;

/** Adds a paper to a case; answers its hash. */
export async function addPaper(doyak: PlatformApp, caseId: string, text: string): Promise<string> {
  const answer = await request(doyak.url)
    .post(`/v1/cases/${caseId}/evidence`)
    .set({ Authorization: `Bearer ${doyak.token('hanbit')}`, 'Content-Type': 'application/octet-stream' })
    .send(Buffer.from(text))
    .expect(200);
  const { sha256 } = answer.body as { sha256: string };
  expect(sha256).toBe(createHash('sha256').update(text).digest('hex'));
  return sha256;
}

export async function nameAccount(doyak: PlatformApp, at: string, number: string): Promise<void> {
  const own = doyak.as('hanbit');
  const details = { bank: 'KOEXKRSE', number, holder: '주식회사 예시' };
  const { id } = (await own.post('/v1/payee-accounts', details).expect(201)).body as { id: string };
  await own.post(`${at}/account`, { accountId: id.replace('payee-account-', '') }).expect(200);
}

/** From claim to an order whose money is set aside. */
export async function orderFor(
  doyak: PlatformApp,
  { caseId, at }: { caseId: string; at: string },
  tranche: string,
  amount: number,
): Promise<string> {
  const paper = await addPaper(doyak, caseId, `Statement ${tranche}`);
  const claim = { amount, papers: [paper], costs: [{ item: 'compute', amount, evidence: [paper] }] };
  await doyak.as('hanbit').post(`${at}/tranches/${tranche}/claim`, claim).expect(200);
  await doyak.as('operator').post(`${at}/tranches/${tranche}/approve`, { amount }).expect(200);
  return prepared(doyak, at, tranche);
}

export async function prepared(doyak: PlatformApp, at: string, tranche: string): Promise<string> {
  await doyak.as('operator').post(`${at}/orders`, { tranche, notBefore: '2020-01-01' }).expect(200);
  return eventually(async () => {
    const order = (await pageOf(doyak, at)).orders.at(-1)!;
    expect(order.status).toBe('FUNDED');
    return order.id;
  });
}

/** Checked by the second operator, released by the third. */
export async function released(doyak: PlatformApp, releaser: OneMore, at: string, order: string) {
  await doyak.as('operator2').post(`${at}/orders/${order}/check`).expect(200);
  await releaser.post(`${at}/orders/${order}/release`).expect(200);
}

/** Sends bytes as a bank's file. */
export const importFile = (doyak: PlatformApp, xml: string | Buffer, person = 'operator') =>
  request(doyak.url)
    .post('/v1/bank-files')
    .set({
      ...{
        Authorization: `Bearer ${doyak.token(person)}`,
        'Content-Type': 'application/xml',
        Prefer: 'wait=5',
      },
    })
    .send(xml);

/** An agreed case whose two tranches have been paid, on the n-th and the next working day from today. */
export async function paidCase(
  doyak: PlatformApp,
  agency: Awaited<ReturnType<typeof payingAgency>>,
  amount: number,
  day: number,
) {
  const agreed = await agreedCase(doyak, agency.line, amount);
  const { caseId, at } = agreed;
  await nameAccount(doyak, at, '620-12-345678');
  const { tranches } = await pageOf(doyak, at);
  for (const [place, tranche] of tranches.entries()) {
    const order = await orderFor(doyak, { caseId, at }, tranche.id, tranche.amount);
    await released(doyak, agency.releaser, at, order);
    const valueDate = new BusinessCalendar().addWorkingDays(dateOf(new Date()), day + place);
    const plan = { valueDate, debtorAccountId: agency.debtorAccountId };
    const planned = await doyak.as('operator').post('/v1/payment-runs', plan).expect(200);
    const { runId } = planned.body as { runId: string };
    await eventually(async () => {
      const run = await doyak.as('operator').get(`/v1/payment-runs/${runId}`).expect(200);
      expect(run.body).toMatchObject({ status: 'CLOSED' });
    });
    const { endToEndId } = (await pageOf(doyak, at)).orders.find(({ id }) => id === order)!;
    const booked = [{ endToEndId, amount: tranche.amount }];
    await importFile(doyak, camt053(`PAID-${day}-${place}`, booked)).expect(200);
    await eventually(async () => {
      const of = (await pageOf(doyak, at)).tranches.find(({ id }) => id === tranche.id);
      expect(of).toMatchObject({ status: 'PAID' });
    });
    const next = tranches[place + 1]?.id;
    if (next !== undefined)
      await eventually(async () => {
        const of = (await pageOf(doyak, at)).tranches.find(({ id }) => id === next);
        expect(of).toMatchObject({ status: 'DUE' });
      });
  }
  return agreed;
}
