import { type Actor, fold, Refusal } from '@doyak/kernel/decider';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { budgetLine, type BudgetLineState } from './budget-line.js';
import type { DisbursementEvent } from './disbursement.events.js';
import type { DisbursementCommand } from './disbursement.commands.js';
import { disbursement } from './disbursement.js';
import { type DisbursementState, type KnownDisbursement, paidOf } from './disbursement.state.js';
import { sumOf } from './entries.js';

const uuid = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const ids = { disbursementId: uuid(1), caseId: uuid(2) };
const [company, agency] = [uuid(10), uuid(11)];
const people = [20, 21, 22, 23].map(uuid);
const officer = (at: number): Actor => ({
  kind: 'person',
  id: people[at]!,
  organisationId: agency,
  authority: 'role:operator',
});
const founder: Actor = { kind: 'person', id: uuid(30), organisationId: company, authority: 'role:applicant' };
/** An operator who belongs to the beneficiary. */
const insider: Actor = { kind: 'person', id: uuid(31), organisationId: company, authority: 'role:operator' };
const system: Actor = { kind: 'system', id: 'x', authority: 'x' };
const now = new Date('2026-03-04T00:00:00Z');
const opened: DisbursementEvent = {
  type: 'DisbursementOpened',
  data: {
    ...{ ...ids, stage: 'disbursement', run: 1, applicationId: uuid(3), roundId: uuid(4), programId: 'p' },
    ...{
      programVersion: 1,
      track: 't',
      line: 'l',
      instrument: 'grant',
      threePeopleAbove: 500,
      mostPerCase: 1_000,
    },
    beneficiary: { personId: founder.id, organisationId: company },
    tranches: [
      { id: 'first', percent: 70, papers: 1 },
      { id: 'last', percent: 30, papers: 0 },
    ],
  },
};

const apply = (state: DisbursementState, actor: Actor, command: DisbursementCommand) =>
  fold(disbursement, disbursement.decide({ ...command, actor, now }, state), state);
const codeOf = (state: DisbursementState, actor: Actor, command: DisbursementCommand) => {
  try {
    apply(state, actor, command);
    return 'done';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
};
const start = apply(fold(disbursement, [opened]), system, {
  ...{ type: 'SetAmount' as const, amount: 1_000, agreement: { agreementId: uuid(5), number: 1 } },
});
const claim = (tranche: string, amount: number): DisbursementCommand => ({
  ...{ type: 'SubmitClaim', tranche, amount, papers: tranche === 'first' ? ['a'] : [], unknown: [] },
  costs: [{ item: 'x', amount, evidence: ['a'] }],
});
const funded = [
  [founder, { type: 'NameAccount', accountId: uuid(6) }],
  [founder, claim('first', 700)],
  [officer(0), { type: 'ApproveClaim', tranche: 'first', amount: 700 }],
  [officer(0), { type: 'PrepareOrder', tranche: 'first', orderId: uuid(100), notBefore: '2026-03-05' }],
  [system, { type: 'NoteFunds', orderId: uuid(100), lacking: 0 }],
] satisfies [Actor, DisbursementCommand][];
const ordered = (funded as [Actor, DisbursementCommand][]).reduce<DisbursementState>(
  (state, [actor, command]) => apply(state, actor, command),
  start,
);

describe('A disbursement', () => {
  it('lets an amendment change only what nothing stands on yet', () => {
    const amended = apply(ordered, system, {
      ...{ type: 'SetAmount' as const, amount: 800, agreement: { agreementId: uuid(5), number: 2 } },
    }) as KnownDisbursement;
    expect(amended.tranches.map(({ amount }) => amount)).toEqual([700, 100]);
    const less = apply(ordered, system, {
      ...{ type: 'SetAmount' as const, amount: 500, agreement: { agreementId: uuid(5), number: 2 } },
    }) as KnownDisbursement;
    expect(less.tranches.map(({ amount }) => amount)).toEqual([700, 0]);
    expect(codeOf(ordered, officer(0), { type: 'SetAmount', amount: 1, reason: 'x' })).toBe('AMOUNT_FIXED');
  });

  it('loses its approvals with every change, and its orders with the account', () => {
    const check = { type: 'CheckOrder', orderId: uuid(100), mandate: {} } as const;
    const release = { type: 'ReleaseOrder', orderId: uuid(100), mandate: {} } as const;
    const checked = apply(ordered, officer(1), check);
    const change = { type: 'ChangeOrder', orderId: uuid(100), notBefore: '2026-03-06', reason: 'x' } as const;
    const changed = apply(checked, officer(2), change);
    expect(codeOf(checked, officer(2), release)).toBe('done');
    expect(codeOf(changed, officer(3), release)).toBe('CHECK_NEEDED');
    expect(codeOf(changed, officer(2), check)).toBe('FOUR_EYES');
    const replaced = apply(checked, founder, { type: 'NameAccount', accountId: uuid(7) });
    expect((replaced as KnownDisbursement).orders[0]).toMatchObject({ status: 'CANCELLED' });
    expect(codeOf(replaced, officer(2), release)).toBe('PAYMENT_ORDER_NOT_SO');
  });

  it('whoever acts, and for whomever: money leaves by as many people as the amount asks for, none of the beneficiary', () => {
    const mandate = fc.option(
      fc.oneof(
        fc.constant({}),
        fc.integer({ min: 0, max: 3 }).map((at) => ({ for: people[at]! })),
      ),
      { nil: undefined },
    );
    const actor = fc.oneof(
      fc.integer({ min: 0, max: 3 }).map(officer),
      fc.constantFrom(insider, founder, system),
    );
    const step = fc.record({
      type: fc.constantFrom('CheckOrder' as const, 'ReleaseOrder' as const),
      actor,
      mandate,
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        let state = ordered;
        for (const { type, actor: by, mandate: held } of steps) {
          try {
            state = apply(state, by, { type, orderId: uuid(100), mandate: held });
          } catch (error) {
            if (!(error instanceof Refusal)) throw error;
          }
        }
        const { hands, status } = (state as KnownDisbursement).orders[0]!;
        const everybody = hands.flatMap((hand) => [...new Set([hand.by, hand.for ?? hand.by])]);
        expect(new Set(everybody).size).toBe(everybody.length);
        expect(everybody).not.toContain(insider.id);
        if (status === 'RELEASED')
          expect(hands.map(({ duty }) => duty)).toEqual(['make', 'check', 'release']);
      }),
      { numRuns: 500 },
    );
  });

  it('with its ledger agrees with a model, whatever comes in whatever order: nothing is paid twice, no account goes below zero', () => {
    const tranche = fc.constantFrom('first', 'last');
    const order = fc.integer({ min: 0, max: 6 }).map((number) => uuid(100 + number));
    const move = fc.oneof(
      fc.record({
        type: fc.constant('SubmitClaim' as const),
        tranche,
        amount: fc.integer({ min: 1, max: 700 }),
      }),
      fc.record({
        type: fc.constant('ApproveClaim' as const),
        tranche,
        amount: fc.integer({ min: 1, max: 700 }),
      }),
      fc.record({ type: fc.constantFrom('PrepareOrder' as const, 'SendBackClaim' as const), tranche }),
      fc.record({
        type: fc.constantFrom('CheckOrder' as const, 'ReleaseOrder' as const, 'CancelOrder' as const),
        order,
      }),
      fc.record({
        type: fc.constant('SendOrder' as const),
        order,
        run: fc.integer({ min: 50, max: 52 }).map(uuid),
      }),
      fc.record({
        type: fc.constant('NotePayment' as const),
        order,
        as: fc.constantFrom('paid' as const, 'rejected' as const, 'returned' as const),
      }),
      fc.record({ type: fc.constantFrom('Amend' as const), amount: fc.integer({ min: 100, max: 1_000 }) }),
    );
    fc.assert(
      fc.property(fc.array(move, { maxLength: 60 }), (moves) => {
        const line = { programId: 'p', line: 'l' };
        const person = officer(0);
        let ledger: BudgetLineState = budgetLine.initialState;
        const post = (command: Parameters<typeof budgetLine.decide>[0]) => {
          const events = budgetLine.decide(command, ledger);
          for (const event of events) if ('entries' in event.data) expect(sumOf(event.data.entries)).toBe(0);
          ledger = fold(budgetLine, events, ledger);
          return events;
        };
        const common = { ...line, now, actor: person };
        post({ type: 'AppropriateFunds', ...common, amount: 1_000, basis: 'x', budget: 1_000 });
        post({ type: 'AllocateFunds', ...common, roundId: uuid(4), amount: 1_000 });
        const promise = { agreementId: uuid(5), roundId: uuid(4), caseId: ids.caseId };
        post({ type: 'CommitFunds', ...common, ...promise, number: 1, total: 1_000, noteLack: true });
        let state = (funded.slice(0, 1) as [Actor, DisbursementCommand][]).reduce<DisbursementState>(
          (all, [actor, command]) => apply(all, actor, command),
          start,
        );
        const sentIn = new Map<string, string>();
        let document = 1;
        const give = (actor: Actor, command: DisbursementCommand) => {
          let events: readonly DisbursementEvent[];
          try {
            events = disbursement.decide({ ...command, actor, now }, state);
          } catch (error) {
            if (error instanceof Refusal) return;
            throw error;
          }
          state = fold(disbursement, events, state);
          for (const event of events) follow(event);
        };
        // What the reactions do, in the order in which they do it.
        const follow = ({ type, data }: DisbursementEvent): void => {
          if (type === 'OrderSent') {
            expect(sentIn.get(data.orderId)).toBeUndefined();
            sentIn.set(data.orderId, data.runId);
          }
          if (!('orderId' in data)) return;
          const { orderId } = data;
          const { amount } = (state as KnownDisbursement).orders.find((one) => one.orderId === orderId)!;
          const about = { ...common, ...ids, orderId, amount };
          if (type === 'OrderPrepared') {
            const [answer] = post({ type: 'ReservePayment', ...about });
            const lacking = answer?.type === 'PaymentLacked' ? answer.data.lacking : 0;
            give(system, { type: 'NoteFunds', orderId, lacking });
          } else if (type === 'OrderCancelled') post({ type: 'ReleaseReservation', ...about });
          else if (type === 'PaymentMade') post({ type: 'PostPayment', ...about });
          else if (type === 'PaymentFailed')
            post({ type: data.as === 'returned' ? 'PostReturn' : 'ReleaseReservation', ...about });
        };
        for (const one of moves) {
          const known = state as KnownDisbursement;
          switch (one.type) {
            case 'SubmitClaim':
              give(founder, claim(one.tranche, one.amount));
              break;
            case 'ApproveClaim':
              give(officer(3), { ...one, reason: 'x' });
              break;
            case 'SendBackClaim':
              give(officer(3), { type: one.type, tranche: one.tranche, reason: 'x' });
              break;
            case 'PrepareOrder': {
              const orderId = uuid(100 + known.orders.length);
              give(officer(0), { type: one.type, tranche: one.tranche, orderId, notBefore: '2026-03-05' });
              break;
            }
            case 'CheckOrder':
            case 'ReleaseOrder':
              give(officer(one.type === 'CheckOrder' ? 1 : 2), {
                type: one.type,
                orderId: one.order,
                mandate: {},
              });
              break;
            case 'CancelOrder':
              give(officer(0), { type: one.type, orderId: one.order, reason: 'x' });
              break;
            case 'SendOrder':
              give(system, { type: one.type, orderId: one.order, runId: one.run, valueDate: '2026-03-05' });
              break;
            case 'NotePayment':
              give(system, {
                type: one.type,
                orderId: one.order,
                as: one.as,
                code: 'AM04',
                fileId: uuid(60),
              });
              break;
            case 'Amend': {
              document += 1;
              const { amount } = one;
              post({
                type: 'CommitFunds',
                ...common,
                ...promise,
                number: document,
                total: amount,
                noteLack: true,
              });
              give(system, {
                type: 'SetAmount',
                amount,
                agreement: { agreementId: uuid(5), number: document },
              });
            }
          }
          // The model: what the orders say is what the accounts hold.
          const after = state as KnownDisbursement;
          const sum = (...statuses: string[]) =>
            after.orders.reduce(
              (all, { status, amount }) => (statuses.includes(status) ? all + amount : all),
              0,
            );
          const of = (account: string) => ledger.balances.get(account, 0);
          expect(of(`paid:${ids.caseId}`)).toBe(paidOf(after));
          expect(of(`ordered:${ids.caseId}`)).toBe(sum('FUNDED', 'CHECKED', 'RELEASED', 'SENT'));
          for (const [account, balance] of ledger.balances)
            if (account !== 'appropriation') expect(balance).toBeGreaterThanOrEqual(0);
          expect([...ledger.balances.values()].reduce((all, balance) => all + balance, 0)).toBe(0);
          for (const { id } of after.tranches) {
            const alive = after.orders.filter(
              ({ tranche: of_, status }) =>
                of_ === id && !['LACKING', 'CANCELLED', 'REJECTED', 'RETURNED'].includes(status),
            );
            expect(alive.length).toBeLessThanOrEqual(1);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
