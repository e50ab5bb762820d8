import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { migrate } from '@doyak/kernel/database';
import { migrations, prepareReadModels } from '@doyak/kernel/event-store';
import { budgetLineStream } from '../../../libs/disbursement/src/budget-line-id.js';
import {
  bankFileIdOf,
  bankFileStream,
  disbursementStream,
  orderIdOf,
  paymentRunStream,
  runIdOf,
} from '../../../libs/disbursement/src/disbursement-ids.js';
import { bankFile } from '../../../libs/disbursement/src/domain/bank-file.js';
import { balanceOf, budgetLine } from '../../../libs/disbursement/src/domain/budget-line.js';
import type { DisbursementCommand } from '../../../libs/disbursement/src/domain/disbursement.commands.js';
import { disbursement } from '../../../libs/disbursement/src/domain/disbursement.js';
import type { KnownDisbursement } from '../../../libs/disbursement/src/domain/disbursement.state.js';
import { paymentRun } from '../../../libs/disbursement/src/domain/payment-run.js';
import { openTestStore, type TestStore } from '../../../libs/kernel/testing/src/test-store.js';
import { Program } from '../children.js';
import type { Fault } from '../fault.js';
import { paymentEvents } from '../payment-worker.js';

const AMOUNT = 1_000;
const VALUE_DATE = '2026-03-05';
const at = { programId: 'faults', line: 'grant' };
const place = { ...at, roundId: randomUUID() };
const [officer, maker, checker] = [randomUUID(), randomUUID(), randomUUID()];
const [releaser, company] = [randomUUID(), randomUUID()];
const by = (id: string = officer) => ({
  actor: { kind: 'person', id, authority: 'role:x' } as const,
  now: new Date('2026-03-02T00:00:00Z'),
  commandId: randomUUID(),
});

/**
 * `kill -9` of the worker after every single step of payments, from the amount to money paid: each life of it records one step, and dies before
 * anything else knows. Every order is in one file, paid once, and posted once.
 */
export const paymentKill: Fault = {
  name: 'payment-kill',
  limitMs: (times = 2) => 60_000 + times * 7 * 30_000,
  run: async ({ cluster, times: orders = 2 }) => {
    const database = await cluster.database();
    await migrate(database.ownerUrl, [...migrations]);
    await prepareReadModels(database.ownerUrl, []);
    const fixture = await openTestStore({ events: paymentEvents, on: database });
    let killed = 0;
    /** Lives of a worker, one step each, until this holds. */
    const live = async (done: () => Promise<boolean>) => {
      while (!(await done())) {
        const worker = Program.start('payment-worker', { appUrl: database.appUrl, dieAfter: 1 });
        await worker.line('step', 60_000);
        await worker.kill();
        killed += 1;
      }
    };
    try {
      const cases = Array.from({ length: orders }, () => ({ id: randomUUID(), caseId: randomUUID() }));
      const runId = await pay(fixture, cases, live);
      await verify(fixture, cases, runId);
      return { orders, killed, paid: orders * AMOUNT, second: 0 };
    } finally {
      await fixture.stop();
      await database.drop();
    }
  },
};

type Case = { readonly id: string; readonly caseId: string };

/** Gives the commands of the people; what follows from them is the worker's. Answers the run. */
async function pay(
  { store }: TestStore,
  cases: readonly Case[],
  live: (done: () => Promise<boolean>) => Promise<void>,
): Promise<string> {
  const line = budgetLineStream(at.programId, at.line);
  const all = cases.length * AMOUNT;
  const budget = { type: 'AppropriateFunds', ...at, amount: all, basis: 'x', budget: all } as const;
  await store.decide(line, budgetLine, budget, by());
  await store.decide(line, budgetLine, { type: 'AllocateFunds', ...place, amount: all }, by());
  const give = (id: string, command: DisbursementCommand, who = officer) =>
    store.decide(disbursementStream(id), disbursement, command, by(who));
  const ordersAre = (status: string) => async () => {
    const states = await Promise.all(cases.map(({ id }) => stateOf(store, id)));
    return states.every(({ orders }) => orders.at(-1)?.status === status);
  };
  for (const { id, caseId } of cases) {
    await give(id, {
      ...{ type: 'OpenDisbursement', disbursementId: id, caseId, stage: 'disbursement', run: 1, ...place },
      ...{ applicationId: randomUUID(), programVersion: 1, track: 'general', instrument: 'grant' },
      ...{ beneficiary: { personId: company }, threePeopleAbove: 0, mostPerCase: AMOUNT },
      tranches: [{ id: 'whole', percent: 100, papers: 0 }],
    });
    await give(id, { type: 'SetAmount', amount: AMOUNT, reason: 'Decided' });
  }
  await live(async () => {
    const { state } = await store.load(line, budgetLine);
    return state.commitments.size === cases.length;
  });
  for (const { id } of cases) {
    await give(id, { type: 'NameAccount', accountId: randomUUID() }, company);
    const costs = [{ item: 'compute', amount: AMOUNT, evidence: ['a'] }];
    const claim = { tranche: 'whole', amount: AMOUNT, papers: [], costs, unknown: [] };
    await give(id, { type: 'SubmitClaim', ...claim }, company);
    await give(id, { type: 'ApproveClaim', tranche: 'whole', amount: AMOUNT });
    const orderId = orderIdOf(id, 1);
    await give(id, { type: 'PrepareOrder', tranche: 'whole', orderId, notBefore: VALUE_DATE }, maker);
  }
  await live(ordersAre('FUNDED'));
  for (const { id } of cases) {
    const orderId = orderIdOf(id, 1);
    await give(id, { type: 'CheckOrder', orderId, mandate: {} }, checker);
    await give(id, { type: 'ReleaseOrder', orderId, mandate: {} }, releaser);
  }
  const runId = runIdOf(VALUE_DATE);
  await store.decide(
    paymentRunStream(runId),
    paymentRun,
    {
      ...{ type: 'PlanRun', runId, valueDate: VALUE_DATE, earliest: VALUE_DATE, workingDay: true },
      debtorAccountId: randomUUID(),
      orders: cases.map(({ id }) => ({ disbursementId: id, orderId: orderIdOf(id, 1) })),
    },
    by(),
  );
  await live(async () => {
    const { state } = await store.load(paymentRunStream(runId), paymentRun);
    return state.status === 'CLOSED';
  });
  const fileId = bankFileIdOf('camt.053', 'S1');
  const entries = cases.map(({ id }) => ({
    ...{ result: 'matched' as const, says: 'paid' as const, amount: AMOUNT },
    ...{ disbursementId: id, orderId: orderIdOf(id, 1) },
  }));
  const sha256 = createHash('sha256').update('S1').digest('hex');
  await store.decide(
    bankFileStream(fileId),
    bankFile,
    { type: 'ImportBankFile', fileId, kind: 'camt.053', messageId: 'S1', sha256, entries },
    by(),
  );
  await live(async () => {
    const { state } = await store.load(line, budgetLine);
    const paid = cases.reduce((sum, { caseId }) => sum + balanceOf(state, `paid:${caseId}`), 0);
    return paid >= all && (await ordersAre('PAID')());
  });
  return runId;
}

async function stateOf(store: TestStore['store'], id: string): Promise<KnownDisbursement> {
  const { state } = await store.load(disbursementStream(id), disbursement);
  assert.notEqual(state.status, 'none');
  return state as KnownDisbursement;
}

async function verify({ store }: TestStore, cases: readonly Case[], runId: string): Promise<void> {
  const { state: run } = await store.load(paymentRunStream(runId), paymentRun);
  assert.ok(run.status === 'CLOSED' && run.closed);
  const inFile = run.closed.orders.map(({ orderId }) => orderId);
  assert.deepEqual([...inFile].sort(), cases.map(({ id }) => orderIdOf(id, 1)).sort());
  assert.equal(run.closed.sum, cases.length * AMOUNT);
  for (const { id } of cases) {
    const types = (await store.readStream(disbursementStream(id))).map(({ type }) => type as string);
    for (const once of ['OrderPrepared', 'OrderFunded', 'OrderSent', 'PaymentMade', 'DisbursementCompleted'])
      assert.equal(types.filter((type) => type === once).length, 1, `${once} comes once`);
  }
  const line = budgetLineStream(at.programId, at.line);
  const posted = (await store.readStream(line)).map(({ type }) => type as string);
  for (const each of ['FundsCommitted', 'PaymentReserved', 'PaymentPosted'])
    assert.equal(posted.filter((type) => type === each).length, cases.length, `${each} comes once an order`);
  const { state } = await store.load(line, budgetLine);
  const total = [...state.balances.values()].reduce((sum, balance) => sum + balance, 0);
  assert.equal(total, 0, 'the trial balance is zero');
  for (const { caseId } of cases) assert.equal(balanceOf(state, `paid:${caseId}`), AMOUNT);
}
