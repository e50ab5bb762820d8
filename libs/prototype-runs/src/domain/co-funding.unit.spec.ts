import { type Actor, Refusal } from '@doyak/kernel/decider';
import { given } from '@doyak/kernel/testing';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { coFunding, type CoFundingCommand } from './co-funding.js';
import { standing } from './co-funding.state.js';
import { costOf, gapOf, planFunding } from './funding-plan.js';
import {
  afterFunding,
  applicant,
  buyer,
  fundingOpening,
  knownFunding,
  officer,
  second,
  stranger,
  system,
  uuid,
} from './run.test-support.js';

const costs: CoFundingCommand = {
  type: 'SetCosts',
  items: [
    { item: 'mask', amount: 700 },
    { item: 'wafer', amount: 300 },
  ],
};
const pledge = (n: number, party: string, cash: number, change: object = {}): CoFundingCommand => ({
  ...{ type: 'PledgeFunds', pledgeId: uuid(n), party, cash, inKind: [], conditions: [] },
  ...{ agency: party === 'government', ...change },
});
const invite = (organisationId: string): CoFundingCommand => ({
  ...{ type: 'InviteParty', party: 'buyer', organisationId },
});
const withdraw = (n: number): CoFundingCommand => ({
  ...{ type: 'WithdrawPledge', pledgeId: uuid(n), reason: 'Another budget' },
});
const approve: CoFundingCommand = { type: 'ApproveCoFunding' };

const opened = afterFunding(
  [],
  [system, { type: 'OpenCoFunding', ...fundingOpening() }],
  [officer, costs],
  [officer, invite(buyer.organisationId!)],
);
const covered = afterFunding(
  opened,
  [officer, pledge(1, 'government', 400)],
  [applicant, pledge(2, 'applicant', 100, { inKind: [{ item: 'wafer', amount: 100 }] })],
  [buyer, pledge(3, 'buyer', 400)],
);
const approved = afterFunding(covered, [second, approve]);

describe('A co-funding', () => {
  it('takes pledges of its parties only, each for itself', () => {
    given(coFunding, opened)
      .when({ ...pledge(9, 'buyer', 100), actor: stranger })
      .thenRefuses('NOT_A_PARTY');
    given(coFunding, opened)
      .when({ ...pledge(9, 'government', 100, { agency: false }), actor: stranger })
      .thenRefuses('NOT_A_PARTY');
    given(coFunding, opened)
      .when({ ...pledge(9, 'host-institution', 100), actor: buyer })
      .thenRefuses('PARTY_UNKNOWN');
    given(coFunding, opened)
      .when({ ...pledge(9, 'buyer', 0), actor: buyer })
      .thenRefuses('PLEDGE_EMPTY');
    given(coFunding, opened)
      .when({ ...pledge(9, 'buyer', 0, { inKind: [{ item: 'food', amount: 1 }] }), actor: buyer })
      .thenRefuses('COST_ITEM_UNKNOWN');
    given(coFunding, covered)
      .when({ ...withdraw(3), actor: applicant })
      .thenRefuses('NOT_A_PARTY');
  });

  it('is approved by somebody who did not pledge, once pledges cover the cost, and then divides it exactly', () => {
    given(coFunding, opened)
      .when({ ...approve, actor: second })
      .thenRefuses('FUNDING_GAP');
    given(coFunding, covered)
      .when({ ...approve, actor: officer })
      .thenRefuses('SECOND_PERSON_NEEDED');
    given(coFunding, covered)
      .when({ ...approve, actor: applicant })
      .thenRefuses('OWN_APPLICATION');
    expect(approved.at(-1)).toMatchObject({
      type: 'CoFundingApproved',
      data: {
        cost: 1_000,
        contributions: [
          { pledgeId: uuid(1), cash: 400, inKind: 0 },
          { pledgeId: uuid(2), cash: 100, inKind: 100 },
          { pledgeId: uuid(3), cash: 400, inKind: 0 },
        ],
        split: [
          { item: 'mask', parts: [{ cash: 311 }, { cash: 78 }, { cash: 311 }] },
          { item: 'wafer', parts: [{ cash: 89 }, { cash: 22, inKind: 100 }, { cash: 89 }] },
        ],
      },
    });
    given(coFunding, approved)
      .when({ ...pledge(9, 'buyer', 1), actor: buyer })
      .thenRefuses('CO_FUNDING_APPROVED');
  });

  it('is not approved while a share is not what the program says', () => {
    const greedy = afterFunding(
      opened,
      [officer, pledge(1, 'government', 600)],
      [applicant, pledge(2, 'applicant', 99, { inKind: [{ item: 'wafer', amount: 301 }] })],
    );
    const codes = (events: typeof opened) =>
      given(coFunding, events)
        .when({ ...approve, actor: second })
        .thenRefuses('FUNDING_UNFIT')
        .violations.map(({ pointer, code }) => `${pointer} ${code}`);
    expect(codes(afterFunding(greedy, [buyer, pledge(3, 'buyer', 400)]))).toEqual([
      '/inKind/wafer IN_KIND_BEYOND_COST',
    ]);
    const uneven = afterFunding(
      opened,
      [officer, pledge(1, 'government', 501)],
      [applicant, pledge(2, 'applicant', 99)],
      [buyer, pledge(3, 'buyer', 400)],
    );
    expect(codes(uneven)).toEqual(['/shares/government SHARE_TOO_HIGH', '/shares/applicant SHARE_TOO_LOW']);
    const cheap = afterFunding(covered, [
      officer,
      {
        ...costs,
        items: [
          { item: 'mask', amount: 690 },
          { item: 'wafer', amount: 300 },
        ],
      },
    ]);
    expect(codes(cheap)).toContain('/cost COST_TOO_LOW');
  });

  it('waits for conditions that are due at approval', () => {
    const conditions = [{ id: 'board', before: 'approval', text: 'The board agrees' }];
    const bound = afterFunding(
      opened,
      [officer, pledge(1, 'government', 400)],
      [applicant, pledge(2, 'applicant', 200)],
      [buyer, pledge(3, 'buyer', 400, { conditions })],
    );
    given(coFunding, bound)
      .when({ ...approve, actor: second })
      .thenRefuses('CONDITION_UNMET');
    const met: CoFundingCommand = { type: 'MeetCondition', pledgeId: uuid(3), condition: 'board' };
    given(coFunding, bound)
      .when({ ...met, actor: officer })
      .thenRefuses('NOT_A_PARTY');
    expect(afterFunding(bound, [buyer, met], [buyer, met], [second, approve]).at(-1)!.type).toBe(
      'CoFundingApproved',
    );
  });

  it('is open again when a pledge is withdrawn, costs change, or a respin costs more', () => {
    const gone = afterFunding(approved, [buyer, withdraw(3)]);
    expect(gone.at(-1)).toMatchObject({
      type: 'CoFundingReopened',
      data: { because: 'pledge-withdrawn', gap: 400 },
    });
    given(coFunding, gone)
      .when({ ...withdraw(3), actor: buyer })
      .thenRefuses('PLEDGE_NOT_FOUND');
    const replaced = afterFunding(gone, [buyer, pledge(4, 'buyer', 450)], [second, approve]);
    expect(knownFunding(replaced)).toMatchObject({ status: 'APPROVED', approvals: [{}, { approval: 2 }] });
    given(coFunding, approved)
      .when({ ...costs, actor: officer })
      .thenRefuses('REASON_NEEDED');
    const respun = afterFunding(approved, [
      system,
      { type: 'AddCosts', cycle: 2, items: [{ item: 'mask', amount: 10 }] },
    ]);
    expect(knownFunding(respun)).toMatchObject({ status: 'REOPENED', cycle: 2 });
    expect(afterFunding(approved, [system, { type: 'AddCosts', cycle: 2, items: [] }]).at(-1)!.type).toBe(
      'CostsAdded',
    );
    const again: CoFundingCommand = { type: 'AddCosts', cycle: 2, items: [{ item: 'mask', amount: 10 }] };
    expect(afterFunding(respun, [system, again])).toHaveLength(respun.length);
  });

  it('never stands approved with pledges below the cost, whatever the order', () => {
    const actors = fc.constantFrom<Actor>(applicant, officer, second, buyer, stranger, system);
    const n = fc.integer({ min: 1, max: 6 });
    const party = fc.constantFrom('government', 'applicant', 'buyer');
    const command = fc.oneof(
      fc.tuple(n, party, fc.integer({ min: 0, max: 700 })).map(([id, of, cash]) => pledge(id, of, cash)),
      n.map(withdraw),
      { weight: 3, arbitrary: fc.constant(approve) },
      fc.integer({ min: 900, max: 1_300 }).map((amount): CoFundingCommand => ({
        ...{ type: 'SetCosts', items: [{ item: 'mask', amount }], reason: 'Another quote' },
      })),
      fc.integer({ min: 2, max: 4 }).map((cycle): CoFundingCommand => ({
        ...{ type: 'AddCosts', cycle, items: [{ item: 'wafer', amount: 50 }] },
      })),
    );
    let approvals = 0;
    fc.assert(
      fc.property(fc.array(fc.tuple(actors, command), { maxLength: 40, size: 'max' }), (steps) => {
        let events = covered;
        for (const step of steps) {
          try {
            events = afterFunding(events, step);
          } catch (error) {
            if (!(error instanceof Refusal)) throw error;
          }
          const state = knownFunding(events);
          if (state.status !== 'APPROVED') continue;
          approvals += 1;
          const last = state.approvals.at(-1)!;
          expect(gapOf(state.costs, standing(state))).toBe(0);
          expect(last.contributions.reduce((sum, one) => sum + one.cash + one.inKind, 0)).toBe(
            costOf(state.costs),
          );
        }
      }),
      { numRuns: 200 },
    );
    expect(approvals).toBeGreaterThan(100);
  });
});

describe('The division of a cost', () => {
  it('adds up by item and by pledge, and asks nobody for more than was pledged', () => {
    const amount = fc.integer({ min: 0, max: 30_000_000_000 });
    const items = ['mask', 'wafer', 'eda'];
    const cost = fc.array(
      fc.record({ cycle: fc.integer({ min: 1, max: 2 }), item: fc.constantFrom(...items), amount }),
      { minLength: 1, maxLength: 6 },
    );
    const cash = fc.array(amount, { minLength: 1, maxLength: 6 });
    const percent = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(cost, cash, percent, (costs, amounts, percents) => {
        const total = (item: string) => costOf(costs.filter((one) => one.item === item));
        const inKind = items.map((item, at) => ({
          item,
          amount: Math.floor((total(item) * percents[at]!) / 100),
        }));
        const pledges = amounts.map((one, at) => ({
          ...{ pledgeId: `${at}`, party: 'x', cash: one, inKind: at === 0 ? inKind : [] },
        }));
        fc.pre(gapOf(costs, pledges) === 0);
        const { contributions, split } = planFunding(costs, pledges);
        split.forEach(({ parts }, at) =>
          expect(parts.reduce((sum, one) => sum + one.cash + one.inKind, 0)).toBe(costs[at]!.amount),
        );
        for (const [at, { pledgeId, cash: paid, inKind: things }] of contributions.entries()) {
          const parts = split.flatMap((one) => one.parts.filter((part) => part.pledgeId === pledgeId));
          expect(parts.reduce((sum, one) => sum + one.cash, 0)).toBe(paid);
          expect(parts.reduce((sum, one) => sum + one.inKind, 0)).toBe(things);
          expect(paid).toBeLessThanOrEqual(pledges[at]!.cash);
        }
        expect(contributions.reduce((sum, one) => sum + one.cash + one.inKind, 0)).toBe(costOf(costs));
      }),
      { numRuns: 300 },
    );
  });
});
