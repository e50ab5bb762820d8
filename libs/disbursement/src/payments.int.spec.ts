import { BusinessCalendar, dateOf } from '@doyak/kernel/calendar';
import { EventStore } from '@doyak/kernel/event-store';
import { eventually } from '@doyak/kernel/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { actorOf } from '../../../test/support/more-people.js';
import { type PlatformApp, startPlatform } from '../../../test/support/platform-app.js';
import { AGREED_PROGRAM, publishAgreed } from '../../../test/support/selected-case.js';
import { camt053, pain002 } from '../../../test/support/bank-files.js';
import {
  addPaper,
  agreedCase,
  importFile,
  nameAccount,
  orderFor,
  pageOf,
  payingAgency,
  prepared,
  released,
} from '../../../test/support/payments.js';

interface Run {
  status: string;
  messageId: string | null;
  count: number | null;
  sum: number | null;
  orders: { endToEndId: string; amount: number }[];
}
interface Balance {
  accounts: { account: string; balance: number }[];
  difference: number;
}

const calendar = new BusinessCalendar();
const workingDay = (count: number) => calendar.addWorkingDays(dateOf(new Date()), count);

describe('Payments over HTTP', () => {
  let doyak: PlatformApp;
  let agency: Awaited<ReturnType<typeof payingAgency>>;
  beforeAll(async () => {
    doyak = await startPlatform();
    await publishAgreed(doyak);
    agency = await payingAgency(doyak);
  }, 120_000);
  afterAll(() => doyak.close());

  const id = (person: string) => actorOf(doyak.token(person)).id;
  const read = async <Body>(path: string, person = 'operator') =>
    (await doyak.as(person).get(path).expect(200)).body as Body;
  const code = (answer: { body: unknown }) => (answer.body as { code: string }).code;
  const balances = async () => {
    const { accounts, difference } = await read<Balance>(`/v1/trial-balance?programId=${AGREED_PROGRAM}`);
    expect(difference).toBe(0);
    return (account: string) => accounts.find((one) => one.account === account)?.balance ?? 0;
  };
  const run = async (valueDate: string) => {
    const plan = { valueDate, debtorAccountId: agency.debtorAccountId };
    const { runId } = (await doyak.as('operator').post('/v1/payment-runs', plan).expect(200)).body as {
      runId: string;
    };
    const closed = await eventually(async () => {
      const page = await read<Run>(`/v1/payment-runs/${runId}`);
      expect(page.status).toBe('CLOSED');
      return page;
    });
    return { ...closed, path: `/v1/payment-runs/${runId}` };
  };
  const results = async (fileId: string) =>
    (await read<{ entries: { result: string }[] }>(`/v1/bank-files/${fileId}`)).entries.map(
      ({ result }) => result,
    );

  it('go from claim to money paid, come back, and go out again to a corrected account', async () => {
    const agreed = await agreedCase(doyak, agency.line, 10_000_000);
    const { at, caseId } = agreed;
    const own = doyak.as('hanbit');
    expect((await pageOf(doyak, at)).tranches).toMatchObject([
      { id: 'first', amount: 7_000_000, status: 'DUE' },
      { id: 'last', amount: 3_000_000, status: 'WAITING' },
    ]);
    const paper = await addPaper(doyak, caseId, 'Agreement');
    const opened = `/v1/cases/${caseId}/evidence/${paper}`;
    await own.get(opened).expect(200);
    expect(code(await doyak.as('operator').get(opened).expect(422))).toBe('READING_REASON_NEEDED');
    await doyak.as('operator').get(`${opened}?reason=To%20check%20it`).expect(200);
    const claim = {
      amount: 7_000_000,
      papers: [paper],
      costs: [{ item: 'compute', amount: 7_000_000, evidence: [paper] }],
    };
    const claims = `${at}/tranches/first/claim`;
    expect(code(await own.post(claims, claim).expect(409))).toBe('ACCOUNT_NEEDED');
    await nameAccount(doyak, at, '620-12-345678');
    const poor = {
      ...claim,
      papers: [],
      costs: [{ item: 'compute', amount: 1, evidence: ['0'.repeat(64)] }],
    };
    expect((await own.post(claims, poor).expect(422)).body).toMatchObject({
      code: 'CLAIM_UNFIT',
      errors: [{ code: 'PAPERS_INCOMPLETE' }, { code: 'COSTS_DIFFER' }, { code: 'EVIDENCE_UNKNOWN' }],
    });
    await doyak.as('byeol').post(claims, claim).expect(403);
    await doyak.as('byeol').get(at).expect(404);
    await own.post(claims, claim).expect(200);
    await doyak.as('operator').post(`${at}/tranches/first/send-back`, { reason: 'Not signed' }).expect(200);
    const order = await orderFor(doyak, { caseId, at }, 'first', 7_000_000);

    // Seven million are above the limit: three people.
    const orders = `${at}/orders/${order}`;
    expect(code(await doyak.as('operator').post(`${orders}/check`).expect(403))).toBe('NOT_APPOINTED');
    expect(code(await agency.releaser.post(`${orders}/release`).expect(409))).toBe('CHECK_NEEDED');
    await doyak.as('operator2').post(`${orders}/check`).expect(200);
    const change = { notBefore: '2020-01-02', reason: 'Holiday' };
    await doyak.as('operator').post(`${orders}/change`, change).expect(200);
    expect((await pageOf(doyak, at)).orders[0]).toMatchObject({
      status: 'FUNDED',
      hands: [{ duty: 'make' }],
    });
    await released(doyak, agency.releaser, at, order);
    expect((await balances())(`ordered:${caseId}`)).toBe(7_000_000);

    const first = await run(workingDay(1));
    expect(first).toMatchObject({ count: 1, sum: 7_000_000 });
    const file = `${first.path}/file?reason=To%20the%20bank`;
    const { text } = await doyak.as('operator').get(file).expect(200);
    expect(text).toContain('<Id>620-12-345678</Id>');
    expect((await doyak.as('operator').get(file).expect(200)).text).toBe(text);
    const accesses = `/v1/personal-data-accesses?personId=${id('hanbit')}`;
    const { items } = await read<{ items: { what: string; reason: string }[] }>(accesses, 'auditor');
    expect(
      items.map(({ what, reason }) => `${what.replace(/ [0-9a-f]{8}[0-9a-f-]{28}$/, '')}: ${reason}`),
    ).toEqual(
      expect.arrayContaining([
        'account in the file of payment run: To the bank',
        `paper ${paper} of case: To check it`,
      ]),
    );
    expect(
      code(
        await doyak
          .as('operator')
          .post('/v1/payment-runs', { valueDate: workingDay(1), debtorAccountId: agency.debtorAccountId })
          .expect(409),
      ),
    ).toBe('RUN_EXISTS');

    const [{ endToEndId }] = first.orders as [Run['orders'][number]];
    const short = pain002('P0', { ...first, sum: 1 }, { group: 'ACSC' });
    expect(code(await importFile(doyak, short).expect(422))).toBe('BANK_FILE_TOTALS');
    const accepted = (await importFile(doyak, pain002('P1', first, { group: 'PDNG' })).expect(200)).body as {
      fileId: string;
    };
    expect(await results(accepted.fileId)).toEqual(['pending']);

    const statement = camt053('S1', [
      { endToEndId, amount: 7_000_000 },
      { endToEndId, amount: 7_000_000 },
      { endToEndId, amount: 6_999_999 },
      { endToEndId, amount: 7_000_000, currency: 'USD' },
      { endToEndId: '0'.repeat(35), amount: 1 },
      { amount: 5 },
    ]);
    const imported = (await importFile(doyak, statement).expect(200)).body as { fileId: string };
    expect(await results(imported.fileId)).toEqual([
      ...['matched', 'duplicate', 'partly-matched', 'partly-matched', 'unknown', 'unknown'],
    ]);
    await eventually(async () => expect((await pageOf(doyak, at)).paid).toBe(7_000_000));
    await eventually(async () => expect((await balances())(`paid:${caseId}`)).toBe(7_000_000));
    expect((await importFile(doyak, statement).expect(200)).body).toMatchObject({ events: [] });
    expect(code(await importFile(doyak, statement.replace('6999999', '6999998')).expect(409))).toBe(
      'BANK_FILE_DIFFERS',
    );
    expect((await pageOf(doyak, at)).tranches[1]).toMatchObject({ status: 'DUE' });

    // It comes back: the account was wrong.
    await importFile(doyak, camt053('S2', [{ endToEndId, amount: 7_000_000, code: 'AC04' }])).expect(200);
    await eventually(async () =>
      expect((await pageOf(doyak, at)).orders[0]).toMatchObject({ status: 'RETURNED', because: 'AC04' }),
    );
    await eventually(async () => expect((await balances())(`case:${caseId}`)).toBe(10_000_000));
    const again = { tranche: 'first', notBefore: '2020-01-01' };
    expect(code(await doyak.as('operator').post(`${at}/orders`, again).expect(409))).toBe(
      'ACCOUNT_NOT_CORRECTED',
    );
    await nameAccount(doyak, at, '620-12-999999');
    const corrected = await prepared(doyak, at, 'first');
    await released(doyak, agency.releaser, at, corrected);
    // Three million are below the limit: two people.
    const last = await orderFor(doyak, { caseId, at }, 'last', 3_000_000);
    await agency.releaser.post(`${at}/orders/${last}/release`).expect(200);
    const second = await run(workingDay(2));
    expect(second).toMatchObject({ count: 2, sum: 10_000_000 });
    const each = second.orders.map((one) => ({ endToEndId: one.endToEndId, status: 'ACSC' }));
    await importFile(doyak, pain002('P2', second, { each })).expect(200);
    await eventually(async () =>
      expect(await pageOf(doyak, at)).toMatchObject({ status: 'COMPLETED', paid: 10_000_000 }),
    );
    await eventually(async () => {
      const { stages } = await read<{ stages: { stage: string; outcome?: string }[] }>(`/v1/cases/${caseId}`);
      expect(stages).toContainEqual(expect.objectContaining({ stage: 'disbursement', outcome: 'paid' }));
    });
    await eventually(async () => {
      const of = await balances();
      expect([of(`paid:${caseId}`), of(`ordered:${caseId}`), of(`case:${caseId}`)]).toEqual([
        10_000_000, 0, 0,
      ]);
    });
  }, 90_000);

  it('need other people above the limit and below it, and let nobody stand in for two', async () => {
    const { at, caseId } = await agreedCase(doyak, agency.line, 10_000_000);
    await nameAccount(doyak, at, '620-12-345678');
    const order = await orderFor(doyak, { caseId, at }, 'first', 7_000_000);
    const orders = `${at}/orders/${order}`;
    const officers = agency.officers;
    expect(
      code(
        await doyak
          .as('admin')
          .post(`${officers}/appoint`, { personId: id('admin'), duty: 'release' })
          .expect(403),
      ),
    ).toBe('FOUR_EYES');
    await doyak
      .as('operator')
      .post(`${officers}/appoint`, { personId: id('operator'), duty: 'check' })
      .expect(403);
    // The maker may stand in for the checker by date, and still cannot check what they made.
    const delegation = {
      to: id('operator'),
      duty: 'check',
      startsAt: new Date(Date.now() - 60_000).toISOString(),
    };
    const now = Date.now();
    const until = (ms: number) => new Date(now + ms).toISOString();
    const delegated = { ...delegation, endsBefore: until(86_400_000) };
    expect(code(await doyak.as('operator').post(`${officers}/delegations`, delegated).expect(403))).toBe(
      'NOT_OWN_DUTY',
    );
    await doyak.as('operator2').post(`${officers}/delegations`, delegated).expect(200);
    expect(code(await doyak.as('operator').post(`${orders}/check`).expect(403))).toBe('FOUR_EYES');
    await doyak.as('operator2').post(`${orders}/check`).expect(200);
    // The checker, standing in for the releaser, is still the checker.
    await agency.releaser
      .post(`${officers}/delegations`, { ...delegated, to: id('operator2'), duty: 'release' })
      .expect(200);
    expect(code(await doyak.as('operator2').post(`${orders}/release`).expect(403))).toBe('FOUR_EYES');
    const later = {
      to: id('operator'),
      duty: 'release',
      startsAt: until(86_400_000),
      endsBefore: until(172_800_000),
    };
    await agency.releaser.post(`${officers}/delegations`, later).expect(200);
    expect(code(await doyak.as('operator').post(`${orders}/release`).expect(403))).toBe('NOT_APPOINTED');
    await doyak.as('operator').post(`${orders}/cancel`, { reason: 'Enough' }).expect(200);
    await eventually(async () => expect((await balances())(`case:${caseId}`)).toBe(10_000_000));
    await doyak.as('operator').post(`${at}/stop`, { reason: 'Inquiry' }).expect(200);
    await eventually(async () => expect((await balances())(`case:${caseId}`)).toBe(0));
  }, 60_000);

  it('refuse files that are no message of a bank, or too large, or from somebody else', async () => {
    const bomb = '<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>';
    for (const file of [bomb, 'no xml'])
      expect(code(await importFile(doyak, file).expect(422))).toBe('BANK_FILE_MALFORMED');
    await importFile(doyak, Buffer.alloc(50 * 1024 * 1024, 0x20)).expect(413);
    await importFile(doyak, 'x', 'hanbit').expect(403);
  }, 60_000);

  it('never tell the log an account number or a holder', async () => {
    const store = doyak.app.get(EventStore, { strict: false });
    let seen = 0;
    let after = -1;
    for (;;) {
      const events = await store.readLog({ after, limit: 500 });
      if (events.length === 0) break;
      seen += events.length;
      after = events.at(-1)!.index;
      const text = JSON.stringify(events);
      for (const secret of [
        '620-12-345678',
        '620-12-999999',
        '110-12-345678',
        '주식회사 예시',
        'Sample Agency',
      ])
        expect(text).not.toContain(secret);
    }
    expect(seen).toBeGreaterThan(100);
  });
});
