import { addDays, dateOf } from '@doyak/kernel/calendar';
import { EventStore } from '@doyak/kernel/event-store';
import { eventually } from '@doyak/kernel/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { camt053 } from '../../../test/support/bank-files.js';
import { addPaper, importFile, paidCase, payingAgency } from '../../../test/support/payments.js';
import { type PlatformApp, startPlatform } from '../../../test/support/platform-app.js';
import { AGREED_PROGRAM, publishAgreed, submittedCase } from '../../../test/support/selected-case.js';

interface Recovery {
  id: string;
  status: string;
  left: number;
  reference: string;
  of: { kind: string; id: string };
}

const PRIVATE = 'Kim Sample spent it on a car';
const today = dateOf(new Date());

describe('Settlement, recovery and sanctions over HTTP', () => {
  let doyak: PlatformApp;
  let caseId: string;
  let settlement: string;
  let sanction: string;
  beforeAll(async () => {
    doyak = await startPlatform();
    await publishAgreed(doyak);
    const agency = await payingAgency(doyak);
    ({ caseId } = await paidCase(doyak, agency, 10_000_000, 1));
  }, 120_000);
  afterAll(() => doyak.close());

  const read = async <Body>(path: string, person = 'operator') =>
    (await doyak.as(person).get(path).expect(200)).body as Body;
  const code = (answer: { body: unknown }) => (answer.body as { code: string }).code;
  const balances = async () => {
    const { accounts, difference } = await read<{
      accounts: { account: string; balance: number }[];
      difference: number;
    }>(`/v1/trial-balance?programId=${AGREED_PROGRAM}`);
    expect(difference).toBe(0);
    return (account: string) => accounts.find((one) => one.account === account)?.balance ?? 0;
  };
  const recoveryOf = (kind: string) =>
    eventually(async () => {
      const { items } = await read<{ items: { id: string }[] }>(`/v1/recoveries?caseId=${caseId}`);
      const pages = await Promise.all(items.map(({ id }) => read<Recovery>(`/v1/recoveries/${id}`)));
      const found = pages.find(({ of }) => of.kind === kind);
      expect(found).toBeDefined();
      return { ...found!, path: `/v1/recoveries/${found!.id}` };
    });
  const results = async (answer: { body: unknown }) => {
    const { fileId } = answer.body as { fileId: string };
    const { entries } = await read<{ entries: { result: string }[] }>(`/v1/bank-files/${fileId}`);
    return entries.map(({ result }) => result);
  };

  it('account for what was paid, with papers, by the rules of the program, by two persons', async () => {
    settlement = await eventually(async () => {
      const { items } = await read<{ items: { id: string; paid: number }[] }>(
        `/v1/settlements?caseId=${caseId}`,
        'hanbit',
      );
      expect(items).toMatchObject([{ paid: 10_000_000, status: 'OPEN' }]);
      return `/v1/settlements/${items[0]!.id}`;
    });
    await doyak.as('byeol').get(settlement).expect(404);
    const paper = await addPaper(doyak, caseId, 'Invoice');
    const cost = (amount: number, more: object = {}) => ({
      ...{ item: 'compute', amount, paidOn: today, evidence: [paper], ...more },
    });
    const own = doyak.as('hanbit');
    const unfit = { costs: [cost(10_000_001, { evidence: ['0'.repeat(64)] })] };
    expect((await own.post(`${settlement}/report`, unfit).expect(422)).body).toMatchObject({
      errors: [{ code: 'ABOVE_PAID' }, { code: 'EVIDENCE_UNKNOWN' }],
    });
    expect(code(await doyak.as('byeol').post(`${settlement}/report`, { costs: [] }).expect(403))).toBe(
      'NOT_BENEFICIARY',
    );
    const costs = [
      ...[cost(6_000_000), cost(1_000_000, { paidOn: '2020-01-01' })],
      cost(1_100_000, { refundableVat: 100_000 }),
    ];
    await own.post(`${settlement}/report`, { costs, interest: 1_234 }).expect(200);
    const operator = doyak.as('operator');
    await operator.post(`${settlement}/supplement`, { ask: 'The second invoice' }).expect(200);
    await own.post(`${settlement}/report`, { costs, interest: 1_234 }).expect(200);
    const refusal = await operator.post(`${settlement}/assess`, {}).expect(422);
    expect(refusal.body).toMatchObject({
      errors: [{ code: 'INELIGIBLE_ACCEPTED' }, { code: 'INELIGIBLE_ACCEPTED' }],
    });
    const findings = [
      { cost: 1, amount: 1_000_000, rule: 'before-agreement', reason: PRIVATE },
      { cost: 2, amount: 100_000, rule: 'refundable-vat', reason: 'Returned by the tax office' },
    ];
    await operator.post(`${settlement}/assess`, { findings }).expect(200);
    expect(await read(settlement)).toMatchObject({
      status: 'DISALLOWED',
      assessment: {
        ...{ accepted: 7_000_000, disallowed: 1_100_000, unspent: 1_900_000, refund: 3_001_234 },
        findings: [{ reason: PRIVATE }, {}],
      },
    });
    expect(code(await operator.post(`${settlement}/confirm`).expect(403))).toBe('FOUR_EYES');
    const confirming = async (person: string) => {
      const { actions } = await read<{ actions: { action: string }[] }>(
        `/v1/cases/${caseId}/actions`,
        person,
      );
      return actions.find(({ action }) => action === 'settlement.confirm');
    };
    expect(await confirming('operator')).toMatchObject({ allowed: false, why: { code: 'FOUR_EYES' } });
    expect(await confirming('operator2')).toMatchObject({ allowed: true });
    await doyak.as('operator2').post(`${settlement}/confirm`).expect(200);
    await eventually(async () => {
      const of = await balances();
      expect([of(`paid:${caseId}`), of(`spent:${caseId}`), of(`due:${caseId}`), of('income')]).toEqual([
        ...[0, 7_000_000, 3_001_234, -1_234],
      ]);
    });
  }, 60_000);

  it('get back in instalments what is due, as the statements of the bank tell it', async () => {
    const { path, reference } = await recoveryOf('settlement');
    const instalments = [
      { amount: 1_000_000, dueOn: addDays(today, 60) },
      { amount: 2_001_234, dueOn: addDays(today, 120) },
    ];
    const grant = { instalments, reason: 'Liquidity' };
    await doyak.as('operator').post(`${path}/instalments`, grant).expect(200);
    const came = (amount: number, bankReference: string, purpose = `환수 ${reference}`) => ({
      ...{ amount, bankReference, purpose },
    });
    const first = camt053('IN-1', [
      ...[came(1_000_000, 'B1'), came(1_000_000, 'B1'), came(3_000_000, 'B2'), came(5, 'B3', 'Thanks')],
    ]);
    expect(await results(await importFile(doyak, first).expect(200))).toEqual([
      ...['matched', 'duplicate', 'partly-matched', 'unknown'],
    ]);
    await eventually(async () =>
      expect(await read(path, 'hanbit')).toMatchObject({
        ...{ received: 1_000_000, left: 2_001_234, nextDue: { amount: 2_001_234 } },
      }),
    );
    const second = camt053('IN-2', [came(1_000_000, 'B1'), came(2_001_234, 'B4')]);
    expect(await results(await importFile(doyak, second).expect(200))).toEqual(['duplicate', 'matched']);
    await eventually(async () => {
      expect(await read(path)).toMatchObject({ status: 'RECOVERED', left: 0 });
      expect(await read(settlement)).toMatchObject({ status: 'CLOSED', closedAs: 'recovered' });
      expect(await read(`/v1/cases/${caseId}`)).toMatchObject({ status: 'closed' });
      const of = await balances();
      expect([of(`due:${caseId}`), of('recovered')]).toEqual([0, 3_001_234]);
    });
    await doyak.as('operator').post(`${path}/write-off`, { reason: 'x' }).expect(409);
  }, 60_000);

  it('sanction after prior notice and an opinion, by another person, up to what the program allows', async () => {
    const notice = {
      ...{ caseId, settlementId: settlement.split('/').at(-1), ground: 'MISUSE', reason: PRIVATE },
      ...{ months: 12, surcharge: 1_000_000, opinionUntil: addDays(today, 12) },
    };
    const operator = doyak.as('operator');
    const give = (more: object) => operator.post('/v1/sanctions', { ...notice, ...more });
    expect(code(await give({ surcharge: 5_500_001 }).expect(422))).toBe('SANCTION_UNFIT');
    expect(code(await give({ opinionUntil: addDays(today, 9) }).expect(422))).toBe('SANCTION_UNFIT');
    const { id } = (await give({}).expect(201)).body as { id: string };
    sanction = `/v1/sanctions/${id.replace('sanction-', '')}`;
    const decision = { months: 12, surcharge: 1_000_000, reason: 'As noticed', from: today };
    const decide = (person: string) => doyak.as(person).post(`${sanction}/decide`, decision);
    expect(code(await decide('operator').expect(403))).toBe('FOUR_EYES');
    expect(code(await decide('operator2').expect(409))).toBe('OPINION_AWAITED');
    await doyak.as('byeol').post(`${sanction}/opinion`, { opinion: 'x' }).expect(403);
    await doyak.as('hanbit').post(`${sanction}/opinion`, { opinion: 'It was a van' }).expect(200);
    await decide('operator2').expect(200);
    expect(await read(sanction, 'hanbit')).toMatchObject({
      ...{ status: 'IN_FORCE', reason: PRIVATE, opinions: [{ opinion: 'It was a van' }] },
    });
    const { items } = await read<{ items: object[] }>(`/v1/sanctions?caseId=${caseId}`);
    expect(items).toMatchObject([{ status: 'IN_FORCE', restrictedFrom: today }]);
  }, 60_000);

  it('remind of a surcharge and call it overdue by timers, and write it off with authority', async () => {
    const { path, id } = await recoveryOf('sanction');
    await eventually(async () => expect((await balances())(`due:${caseId}`)).toBe(1_000_000));
    // The days pass.
    const owner = new pg.Client({ connectionString: doyak.ownerUrl });
    await owner.connect();
    const pass = (clock: string) =>
      eventually(async () => {
        const moved = await owner.query(`update doyak.timers set due = now() where id = $1`, [
          `disbursement-recovery:${id}:0:${clock}`,
        ]);
        const page = await read<{ reminders: number; status: string }>(path);
        expect(moved.rowCount === 0 || page.reminders > 0).toBe(true);
        return page;
      });
    await eventually(async () => {
      await pass('reminder');
      expect((await read<{ reminders: number }>(path)).reminders).toBe(1);
    });
    await eventually(async () => {
      await pass('due');
      expect((await read<{ status: string }>(path)).status).toBe('OVERDUE');
    });
    await owner.end();
    await doyak.as('operator').post(`${path}/write-off`, { reason: 'Dissolved' }).expect(200);
    await doyak.as('operator2').post(`${path}/write-off/approve`).expect(403);
    await doyak.as('admin').post(`${path}/write-off/approve`).expect(200);
    await eventually(async () => {
      expect(await read(path)).toMatchObject({ status: 'WRITTEN_OFF' });
      const of = await balances();
      expect([of(`due:${caseId}`), of('written-off'), of('income')]).toEqual([0, 1_000_000, -1_001_234]);
    });
  }, 60_000);

  it('are found by the screening of the next application, until they end', async () => {
    const next = await submittedCase(doyak);
    const page = await eventually(async () => {
      const { items } = await read<{ items: { id: string }[] }>(`/v1/screenings?caseId=${next.caseId}`);
      const found = await read<{
        id: string;
        hindrances: { kind: string }[];
        facts: Record<string, { value: unknown }>;
      }>(`/v1/screenings/${items[0]!.id}`);
      expect(found.hindrances.map(({ kind }) => kind).sort()).toEqual(['recovery', 'restriction']);
      return found;
    });
    expect(page.facts).toMatchObject({ restricted: { value: true }, unreturned: { value: true } });
    await doyak.as('operator').post(`${sanction}/revoke`, { reason: 'Court' }).expect(200);
    expect((await read<{ status: string }>(sanction)).status).toBe('ENDED');
  }, 60_000);

  it('seal what people write about people', async () => {
    const store = doyak.app.get(EventStore, { strict: false });
    const events = JSON.stringify(await store.readCase(caseId));
    expect(events).toContain('SettlementAssessed');
    for (const text of [PRIVATE, 'It was a van', 'Liquidity', 'Dissolved', 'Statement']) {
      expect(events).not.toContain(text);
    }
  });
});
