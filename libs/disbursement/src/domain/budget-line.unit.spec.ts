import { fold, Refusal } from '@doyak/kernel/decider';
import { given, testActor, testNow } from '@doyak/kernel/testing';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { BudgetLineEvent } from './budget-line.events.js';
import { balanceOf, budgetLine, type BudgetLineCommand } from './budget-line.js';
import { sumOf } from './entries.js';

const uuid = (n: number) => `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const at = { programId: 'sample', line: 'grant' };
const [round, caseId, agreementId] = [uuid(1), uuid(2), uuid(3)];
const system = { kind: 'system', id: 'reaction:x', authority: 'reaction:x' } as const;

const appropriated: BudgetLineEvent = {
  type: 'FundsAppropriated',
  data: {
    ...{ ...at, amount: 1_000, basis: 'Decision 1', by: testActor.id },
    entries: [
      { account: 'unallocated', amount: 1_000 },
      { account: 'appropriation', amount: -1_000 },
    ],
  },
};
const allocated: BudgetLineEvent = {
  type: 'FundsAllocated',
  data: {
    ...{ ...at, roundId: round, amount: 600, by: testActor.id },
    entries: [
      { account: `round:${round}`, amount: 600 },
      { account: 'unallocated', amount: -600 },
    ],
  },
};
const asked = { type: 'CommitFunds', ...at, caseId, agreementId, roundId: round } as const;
const committed = (total: number, number = 1, before = 0): BudgetLineEvent => ({
  type: 'FundsCommitted',
  data: {
    ...{ ...at, caseId, agreementId, roundId: round, number, total, change: total - before },
    by: testActor.id,
    entries:
      total >= before
        ? [
            { account: `case:${caseId}`, amount: total - before },
            { account: `round:${round}`, amount: before - total },
          ]
        : [
            { account: `round:${round}`, amount: before - total },
            { account: `case:${caseId}`, amount: total - before },
          ],
  },
});

describe('A budget line', () => {
  it('takes what the budget names, and no won more', () => {
    const command = {
      type: 'AppropriateFunds',
      ...at,
      amount: 1_000,
      basis: 'Decision 1',
      budget: 1_500,
    } as const;
    given(budgetLine).when(command).then(appropriated);
    given(budgetLine, [appropriated]).when(command).thenRefuses('ABOVE_BUDGET');
    given(budgetLine)
      .when({ ...command, amount: 0 })
      .thenRefuses('AMOUNT_INVALID');
    given(budgetLine)
      .when({ ...command, amount: 0.5 })
      .thenRefuses('AMOUNT_INVALID');
    given(budgetLine)
      .when({ ...command, actor: system })
      .thenRefuses('PERSON_NEEDED');
  });

  it('gives to rounds what it has, and takes back what they have left', () => {
    const command = { type: 'AllocateFunds', ...at, roundId: round, amount: 600 } as const;
    given(budgetLine, [appropriated]).when(command).then(allocated);
    given(budgetLine, [appropriated, allocated]).when(command).thenRefuses('FUNDS_INSUFFICIENT');
    const back = { type: 'ReturnAllocation', ...at, roundId: round, amount: 200, reason: 'Fewer' } as const;
    const { state } = given(budgetLine, [appropriated, allocated, committed(500)]);
    expect(balanceOf(state, `round:${round}`)).toBe(100);
    given(budgetLine, [appropriated, allocated, committed(500)])
      .when(back)
      .thenRefuses('FUNDS_INSUFFICIENT');
    expect(given(budgetLine, [appropriated, allocated]).when(back).events()).toHaveLength(1);
  });

  it('promises to a case what its agreement names, once, and what an amendment changes about it', () => {
    const history = [appropriated, allocated];
    const commit = { ...asked, number: 1, total: 500, noteLack: false };
    given(budgetLine, history).when(commit).then(committed(500));
    given(budgetLine, [...history, committed(500)])
      .when(commit)
      .then();
    given(budgetLine, [...history, committed(500)])
      .when({ ...commit, number: 2, total: 450 })
      .then(committed(450, 2, 500));
    given(budgetLine, [...history, committed(500)])
      .when({ ...commit, number: 2, total: 601 })
      .thenRefuses('FUNDS_INSUFFICIENT');
  });

  it('notes what is lacking where nothing can be refused, once, until it is there', () => {
    const commit = { ...asked, number: 1, total: 700, noteLack: true };
    const lacked: BudgetLineEvent = {
      type: 'FundsLacked',
      data: { ...at, caseId, agreementId, roundId: round, number: 1, total: 700, lacking: 100 },
    };
    const history = [appropriated, allocated];
    given(budgetLine, history).when(commit).then(lacked);
    given(budgetLine, [...history, lacked])
      .when(commit)
      .then();
    const more: BudgetLineEvent = {
      ...allocated,
      data: {
        ...allocated.data,
        amount: 100,
        entries: [
          { account: `round:${round}`, amount: 100 },
          { account: 'unallocated', amount: -100 },
        ],
      },
    } as BudgetLineEvent;
    const state = given(budgetLine, [...history, lacked, more])
      .when(commit)
      .then(committed(700));
    expect(state.lacking.size).toBe(0);
  });

  it('takes back what a case was promised, once', () => {
    const release = { type: 'ReleaseCommitment', ...at, caseId, reason: 'Terminated' } as const;
    const history = [appropriated, allocated, committed(500)];
    const events = given(budgetLine, history).when(release).events();
    expect(events).toMatchObject([{ type: 'CommitmentReleased', data: { amount: 500, roundId: round } }]);
    given(budgetLine, [...history, ...events])
      .when(release)
      .then();
    expect(balanceOf(fold(budgetLine, [...history, ...events]), `round:${round}`)).toBe(600);
  });
});

describe('Whatever is asked in whatever order', () => {
  const amount = fc.integer({ min: -5, max: 400 });
  const one = fc.nat({ max: 2 }).map((n) => uuid(100 + n));
  const command: fc.Arbitrary<BudgetLineCommand> = fc.oneof(
    amount.map((n) => ({ type: 'AppropriateFunds' as const, ...at, amount: n, basis: 'x', budget: 1_000 })),
    fc
      .tuple(one, amount)
      .map(([roundId, n]) => ({ type: 'AllocateFunds' as const, ...at, roundId, amount: n })),
    fc.tuple(one, amount).map(([roundId, n]) => ({
      ...{ type: 'ReturnAllocation' as const, ...at, roundId, amount: n, reason: 'x' },
    })),
    fc
      .record({
        caseId: one,
        roundId: one,
        number: fc.integer({ min: 1, max: 4 }),
        total: fc.integer({ min: 1, max: 500 }),
        noteLack: fc.boolean(),
      })
      .map((data) => ({ type: 'CommitFunds' as const, ...at, agreementId, ...data })),
    one.map((id) => ({ type: 'ReleaseCommitment' as const, ...at, caseId: id, reason: 'x' })),
  );

  it('every posting balances, no account goes below its floor, and all accounts add up to zero', () => {
    let posted = 0;
    fc.assert(
      fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
        let state = budgetLine.initialState;
        for (const next of commands) {
          try {
            for (const event of budgetLine.decide({ ...next, now: testNow, actor: testActor }, state)) {
              if ('entries' in event.data) {
                expect(sumOf(event.data.entries)).toBe(0);
                posted += 1;
              }
              state = budgetLine.evolve(state, event);
            }
          } catch (error) {
            if (!(error instanceof Refusal)) throw error;
          }
          let total = 0;
          for (const [account, balance] of state.balances) {
            total += balance;
            if (account === 'appropriation') expect(balance).toBeGreaterThanOrEqual(-1_000);
            else expect(balance).toBeGreaterThanOrEqual(0);
          }
          expect(total).toBe(0);
        }
      }),
      { numRuns: 300 },
    );
    expect(posted).toBeGreaterThan(100);
  });
});
