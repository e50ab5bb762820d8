import { randomUUID } from 'node:crypto';
import { Refusal } from '@doyak/kernel/decider';
import { EventStore, type LoggedEvent } from '@doyak/kernel/event-store';
import { eventually } from '@doyak/kernel/testing';
import { Programs } from '@doyak/programs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type PlatformApp, startPlatform } from '../../../test/support/platform-app.js';
import { AGREED_PROGRAM, publishAgreed, selectedCase } from '../../../test/support/selected-case.js';
import { budgetLineStream } from './budget-line-id.js';
import type { BudgetLineEvent } from './domain/budget-line.events.js';
import { balanceOf, budgetLine, type BudgetLineCommand } from './domain/budget-line.js';
import { anyLedgerCommand, emptyBook, faultsOf, START, write } from '../../../test/support/ledger-model.js';

interface Line {
  appropriated: number;
  unallocated: number;
  rounds: { roundId: string; left: number }[];
  commitments: { caseId: string; total: number; open: number }[];
  lacking: { caseId: string; lacking: number }[];
}
interface Balance {
  accounts: { account: string; balance: number }[];
  debits: number;
  credits: number;
  difference: number;
}

describe('Money of a program over HTTP', () => {
  let doyak: PlatformApp;
  let line: string;
  let budget: number;
  const lines = `/v1/budget-lines/${AGREED_PROGRAM}`;
  beforeAll(async () => {
    doyak = await startPlatform();
    await publishAgreed(doyak);
    const { budget: money } = await doyak.app.get(Programs, { strict: false }).definition(AGREED_PROGRAM, 1);
    ({ id: line, amount: budget } = money.lines[0]!);
  }, 120_000);
  afterAll(() => doyak.close());

  const read = async <Body>(path: string, person = 'operator') =>
    (await doyak.as(person).get(path).expect(200)).body as Body;
  const page = () => read<Line>(`${lines}/${line}`);
  const balance = (query = '') => read<Balance>(`/v1/trial-balance?programId=${AGREED_PROGRAM}${query}`);
  const appropriate = (amount: number, person = 'admin') =>
    doyak
      .as(person)
      .post(`${lines}/${line}/appropriations`, { programVersion: 1, amount, basis: 'Decision 1' });
  const allocate = (roundId: string, amount: number) =>
    doyak.as('operator').post(`${lines}/${line}/allocations`, { roundId, amount });
  /** Offered and signed by all. */
  const agree = async (path: string, buyer: string, amount: number) => {
    const ownShare = { cash: amount, inKind: 0 };
    await doyak
      .as('operator')
      .post(`${path}/offer`, { amount, ownShare, parties: { buyer }, reason: 'x' })
      .expect(200);
    const { documents } = await read<{ documents: { sha256: string }[] }>(path);
    const { sha256 } = documents.at(-1)!;
    for (const person of ['hanbit', 'partner', 'operator2'])
      await doyak.as(person).post(`${path}/sign`, { sha256 }).expect(200);
  };

  it('flows from appropriation to the commitment of an agreement, and balances at every instant', async () => {
    await appropriate(5_000_000, 'operator').expect(403);
    expect((await appropriate(budget + 1).expect(422)).body).toMatchObject({ code: 'ABOVE_BUDGET' });
    expect((await appropriate(0.5).expect(400)).body).toMatchObject({ errors: [{ pointer: '/amount' }] });
    await doyak
      .as('admin')
      .post(`${lines}/nowhere/appropriations`, { programVersion: 1, amount: 1, basis: 'x' })
      .expect(404);
    await doyak.as('operator').get(`${lines}/${line}`).expect(404);
    await appropriate(5_000_000).expect(200);
    const before = new Date().toISOString();

    const { items } = await read<{ items: { id: string; kind: string }[] }>('/v1/organisations', 'admin');
    const buyer = items.find(({ kind }) => kind === 'guarantee-fund')!.id;
    const chosen = await selectedCase(doyak);
    expect((await allocate(chosen.roundId, 5_000_001).expect(422)).body).toMatchObject({
      code: 'FUNDS_INSUFFICIENT',
    });
    await allocate(chosen.roundId, 2_500_000).expect(200);
    await agree(chosen.path, buyer, 3_000_000);
    await eventually(async () =>
      expect((await page()).lacking).toEqual([{ caseId: chosen.caseId, lacking: 500_000 }]),
    );
    const commit = () =>
      doyak.as('operator').post(`${lines}/${line}/commitments`, { agreementId: chosen.id });
    expect((await commit().expect(422)).body).toMatchObject({ code: 'FUNDS_INSUFFICIENT' });
    await allocate(chosen.roundId, 1_000_000).expect(200);
    await commit().expect(200);
    expect((await commit().expect(200)).body).toMatchObject({ events: [] });
    const { caseId, roundId } = chosen;
    expect(await page()).toMatchObject({
      ...{ appropriated: 5_000_000, unallocated: 1_500_000, lacking: [] },
      rounds: [{ roundId, left: 500_000 }],
      commitments: [{ caseId, total: 3_000_000, open: 3_000_000 }],
    });

    await agree(chosen.path, buyer, 2_000_000);
    await eventually(async () => expect((await page()).commitments).toMatchObject([{ total: 2_000_000 }]));
    const back = { roundId, amount: 1_500_001, reason: 'Fewer' };
    await doyak.as('operator').post(`${lines}/${line}/returns`, back).expect(422);
    await doyak
      .as('operator')
      .post(`${lines}/${line}/returns`, { ...back, amount: 500_000 })
      .expect(200);
    await doyak.as('operator').post(`${chosen.path}/terminate`, { reason: 'Inquiry' }).expect(200);
    await eventually(async () => expect((await page()).commitments).toEqual([]));

    await eventually(async () => {
      const { accounts, difference } = await balance();
      expect(difference).toBe(0);
      expect(Object.fromEntries(accounts.map(({ account, balance: of }) => [account, of]))).toEqual({
        ...{ appropriation: -5_000_000, unallocated: 2_000_000 },
        ...{ [`round:${roundId}`]: 3_000_000, [`case:${caseId}`]: 0 },
      });
    });
    expect((await balance(`&asOf=${before}`)).accounts.map(({ account }) => account)).toEqual([
      ...['appropriation', 'unallocated'],
    ]);
    await doyak.as('hanbit').get(`/v1/trial-balance`).expect(403);
  }, 60_000);

  it('equals a replay of the log as of any instant', async () => {
    const store = doyak.app.get(EventStore, { strict: false });
    const events = (await store.readStream(
      budgetLineStream(AGREED_PROGRAM, line),
    )) as unknown as (LoggedEvent & BudgetLineEvent)[];
    expect(events.length).toBeGreaterThan(5);
    let state = budgetLine.initialState;
    for (const [place, event] of events.entries()) {
      state = budgetLine.evolve(state, event);
      if (events[place + 1]?.occurredAt === event.occurredAt) continue;
      const { accounts, difference } = await balance(`&asOf=${event.occurredAt}`);
      expect(difference).toBe(0);
      for (const { account, balance: of } of accounts)
        expect([account, of]).toEqual([account, balanceOf(state, account)]);
    }
  });

  it('lets exactly half of 200 commit at once to a line that holds half of them', async () => {
    const store = doyak.app.get(EventStore, { strict: false });
    const at = { programId: 'hot', line: 'line' };
    const stream = budgetLineStream('hot', 'line');
    const roundId = randomUUID();
    const person = { kind: 'person', id: randomUUID(), authority: 'role:x' } as const;
    const options = () => ({ actor: person, now: new Date(), commandId: randomUUID() });
    const amount = 100_000;
    await store.decide(
      stream,
      budgetLine,
      { type: 'AppropriateFunds', ...at, amount, basis: 'x', budget: amount },
      options(),
    );
    await store.decide(stream, budgetLine, { type: 'AllocateFunds', ...at, roundId, amount }, options());
    const asked = Array.from({ length: 200 }, () =>
      store.decide(
        stream,
        budgetLine,
        {
          ...{ type: 'CommitFunds' as const, ...at, roundId, total: 1_000, number: 1, noteLack: false },
          ...{ caseId: randomUUID(), agreementId: randomUUID() },
        },
        options(),
      ),
    );
    const results = await Promise.allSettled(asked);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(100);
    const codes = new Set(
      results.flatMap((one) => (one.status === 'rejected' ? [(one.reason as { code: string }).code] : [])),
    );
    expect([...codes]).toEqual(['FUNDS_INSUFFICIENT']);
    const { state } = await store.load(stream, budgetLine);
    expect(balanceOf(state, `round:${roundId}`)).toBe(0);
    expect(state.commitments.size).toBe(100);
  });

  it('holds what a notebook of it holds whatever many people ask at the same time', async () => {
    const store = doyak.app.get(EventStore, { strict: false });
    const stream = budgetLineStream('crowd', 'line');
    const person = { kind: 'person', id: randomUUID(), authority: 'role:x' } as const;
    const ask = (command: BudgetLineCommand) =>
      store.decide(stream, budgetLine, command, { actor: person, now: new Date(), commandId: randomUUID() });
    for (const command of START) await ask(command);
    const asked = fc.sample(anyLedgerCommand, { numRuns: 200, seed: 7 });
    const results = await Promise.allSettled(asked.map(ask));
    for (const one of results) if (one.status === 'rejected') expect(one.reason).toBeInstanceOf(Refusal);
    const book = emptyBook();
    const events = (await store.readStream(stream)) as unknown as BudgetLineEvent[];
    for (const event of events) write(book, event);
    expect(events.length).toBeGreaterThan(20);
    expect(faultsOf((await store.load(stream, budgetLine)).state, book)).toEqual([]);
  });
});
