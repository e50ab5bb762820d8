import { type Booking, type PaymentFile, readPaymentFile, statement, statusReport } from '../bank/bank.js';
import type { Account, Cast } from '../cast/people.js';
import { untilQuiet } from '../log.js';
import { forEach, until } from '../waiting.js';
import type { Application } from './applications.js';
import { type Call, PROGRAM } from './call.js';
import { openStage } from './cases.js';

/** Budget lines from which agreements of the demo are paid: what is appropriated, and what of it the round gets; KRW. */
const FUNDS = {
  'sllm-fund': [3_000_000_000, 2_000_000_000],
  'fabless-grant': [10_000_000_000, 8_000_000_000],
  'ax-grant': [3_000_000_000, 2_000_000_000],
  'device-grant': [1_500_000_000, 1_000_000_000],
  'region-grant': [1_000_000_000, 500_000_000],
  'founder-grant': [500_000_000, 200_000_000],
} as const;

/** Tracks whose first tranches are paid in the demo. */
const PAID = new Set(['ax-manufacturing', 'ax-healthcare', 'ax-content']);
const TRANCHE = 'first';

interface Line {
  readonly id: string;
  readonly caseId: string;
  readonly track: string;
}
interface Disbursement extends Line {
  readonly tranches: readonly { readonly id: string; readonly amount: number; readonly status: string }[];
  readonly orders: readonly Order[];
}
interface Order {
  readonly id: string;
  readonly status: string;
  readonly endToEndId: string;
}

const at = ({ id }: { id: string }) => `/v1/disbursements/${id}`;
/** Of a stream, without the name of its kind. */
const idOf = (stream: string) => stream.slice(-36);

/** Funds are appropriated and given to the round; officers of payments are appointed (재정 배정). */
export async function provideFunds({ administrator, officers }: Cast, call: Call): Promise<void> {
  const { programVersion, roundId } = call;
  await forEach(Object.entries(FUNDS), async ([line, [appropriated, allocated]]) => {
    const path = `/v1/budget-lines/${PROGRAM}/${line}`;
    const basis = 'Sample budget of 2026';
    await administrator.api.post(`${path}/appropriations`, { programVersion, amount: appropriated, basis });
    await officers.funds.api.post(`${path}/allocations`, { roundId, amount: allocated });
  });
  for (const [officer, duty] of [
    ['checking', 'check'],
    ['releasing', 'release'],
  ] as const)
    await administrator.api.post(`/v1/payment-officers/${PROGRAM}/appoint`, {
      ...{ personId: officers[officer].personId, duty },
    });
  await untilQuiet(administrator.api);
}

/** First tranches are claimed with papers, approved and ordered; one claim is sent back first (지급 신청, 지급 결의). */
export async function orderTranches(
  cast: Cast,
  call: Call,
  applications: readonly Application[],
): Promise<void> {
  const { api } = cast.officers.funds;
  await openStage(api, call, 'disbursement', PAID);
  const byCase = new Map(applications.map((application) => [application.caseId, application]));
  const lines = (await api.list<Line>(`/v1/disbursements?programId=${PROGRAM}&status=OPEN`)).filter(
    ({ track }) => PAID.has(track),
  );
  await forEach(lines, async (line, nth) => {
    const { account, title } = byCase.get(line.caseId)!;
    await nameAccount(account, line, `620-26-${100_000 + nth}`);
    const { tranches } = await account.api.get<Disbursement>(at(line));
    const { amount } = tranches.find(({ id }) => id === TRANCHE)!;
    const tranche = `${at(line)}/tranches/${TRANCHE}`;
    for (const [paper, good] of [
      [`Agreement on "${title}", a page is missing`, false],
      [`Agreement on "${title}"`, true],
    ] as const) {
      if (nth > 0 && !good) continue;
      const { sha256 } = await account.api.sendBytes<{ sha256: string }>(
        `/v1/cases/${line.caseId}/evidence`,
        Buffer.from(paper),
      );
      const costs = [{ item: 'development', amount, evidence: [sha256] }];
      await account.api.post(`${tranche}/claim`, { amount, papers: [sha256], costs });
      if (good) await api.post(`${tranche}/approve`, { amount });
      else await api.post(`${tranche}/send-back`, { reason: 'The second page is missing' });
    }
    await order(cast, line);
  });
}

/** An account of the beneficiary, in place of the one before. */
async function nameAccount({ api, name }: Account, line: Line, number: string): Promise<void> {
  const details = { bank: 'KOEXKRSE', number, holder: name };
  const { id } = await api.post('/v1/payee-accounts', details);
  await api.post(`${at(line)}/account`, { accountId: idOf(id) });
}

/** One prepares, another checks above the limit, another releases (원인행위, 지출결의). */
async function order({ officers }: Cast, line: Line): Promise<void> {
  const { funds, checking, releasing } = officers;
  await funds.api.post(`${at(line)}/orders`, { tranche: TRANCHE, notBefore: '2026-07-13' });
  const { id } = await until('money for a payment order', async () => {
    const { orders } = await funds.api.get<Disbursement>(at(line));
    return orders.find(({ status }) => status === 'FUNDED');
  });
  const path = `${at(line)}/orders/${id}`;
  // Above the limit of the program it has to be checked first.
  if ((await releasing.api.refusal(`${path}/release`)) === undefined) return;
  await checking.api.post(`${path}/check`);
  await releasing.api.post(`${path}/release`);
}

/** All released orders go into the file of a value date, which the bank reads and takes (지급 파일). */
export async function sendToBank(cast: Cast, valueDate: string): Promise<PaymentFile> {
  const { api, name } = cast.officers.funds;
  await untilQuiet(api);
  const account = { bank: 'BOKRKRSE', number: '110-26-345678', holder: `Sample Agency, ${name}` };
  const { id } = await api.post('/v1/payee-accounts', account);
  const plan = { valueDate, debtorAccountId: idOf(id) };
  const { runId } = await api.post<{ runId: string }>('/v1/payment-runs', plan);
  const path = `/v1/payment-runs/${runId}`;
  await until('a payment file', async () => (await api.get<{ status: string }>(path)).status === 'CLOSED');
  const file = readPaymentFile(await api.text(`${path}/file`));
  await bringFile(cast, statusReport(`STATUS-${valueDate}`, file, 'PDNG'));
  return file;
}

/** The bank's statement of a day is taken in: what was booked, and what came back. */
export async function takeStatement(cast: Cast, day: Date, bookings: readonly Booking[]): Promise<void> {
  const name = `STATEMENT-${day.toISOString().slice(0, 10)}`;
  await bringFile(cast, statement(name, day, bookings));
}

async function bringFile({ officers }: Cast, xml: string): Promise<void> {
  const { api } = officers.funds;
  const headers = { 'Content-Type': 'application/xml', Prefer: 'wait=10' };
  await (await api.send('POST', '/v1/bank-files', xml, headers)).arrayBuffer();
  await untilQuiet(api);
}

/** Those whose payment came back name another account, and are paid again through all hands. Says how many. */
export async function correctAndReorder(cast: Cast, applications: readonly Application[]): Promise<number> {
  const { api } = cast.officers.funds;
  const byCase = new Map(applications.map((application) => [application.caseId, application]));
  const lines = await api.list<Line>(`/v1/disbursements?programId=${PROGRAM}&status=OPEN`);
  const pages = await forEach(lines, (line) => api.get<Disbursement>(at(line)));
  const returned = pages.filter(({ orders }) => orders.at(-1)?.status === 'RETURNED');
  await forEach(returned, async (line, nth) => {
    await nameAccount(byCase.get(line.caseId)!.account, line, `620-26-${900_000 + nth}`);
    await order(cast, line);
  });
  return returned.length;
}
