import { given, testActor } from '@doyak/kernel/testing';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ineligibleCosts } from './eligible-costs.js';
import type { Cost, SettlementEvent } from './settlement.events.js';
import { settlement, type SettlementCommand } from './settlement.js';

const uuid = (n: number) => `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const person = (n: number, organisationId?: string) =>
  ({ ...testActor, id: uuid(n), ...(organisationId && { organisationId }) }) as const;
const place = { settlementId: uuid(1), caseId: uuid(2) };
const beneficiary = { personId: uuid(3), organisationId: uuid(4) };
const own = person(3, uuid(4));
const [one, two] = [person(5), person(6)];
const opening = {
  ...{ ...place, stage: 'settlement', run: 1, applicationId: uuid(7), programId: 'p', programVersion: 1 },
  ...{ track: 't', beneficiary, lines: [{ line: 'grant', paid: 1_000 }], agreedFrom: '2026-01-10' },
  reportBefore: '2026-05-01T00:00:00.000Z',
  terms: {
    ...{ ineligible: ['refundable-vat', 'before-agreement', 'luxury'], accountant: false },
    ...{ interestReturned: true, surchargeMostTimes: 5 },
    refundWithin: { count: 30, unit: 'days' as const },
  },
  honestFailure: false,
};
const opened: SettlementEvent = { type: 'SettlementOpened', data: opening };
const cost = (amount: number, more: Partial<Cost> = {}): Cost => ({
  ...{ item: 'compute', amount, paidOn: '2026-02-01', refundableVat: 0, evidence: ['a'], ...more },
});
const lines = opening.lines;
const report = { type: 'ReportSettlement', lines, interest: 7, unknown: [], actor: own } as const;
const assess = { type: 'AssessSettlement', lines, findings: [], actor: one } as const;
const after = (
  history: readonly SettlementEvent[],
  ...commands: Parameters<ReturnType<typeof given<never, SettlementCommand, SettlementEvent>>['when']>[0][]
) =>
  commands.reduce<readonly SettlementEvent[]>(
    (events, command) => [...events, ...given(settlement, events).when(command).events()],
    history,
  );
const reported = (...costs: Cost[]) => after([opened], { ...report, costs });

describe('A settlement', () => {
  it('is over at once where nothing was paid', () => {
    const events = given(settlement)
      .when({ type: 'OpenSettlement', ...opening, lines: [] })
      .events();
    expect(events.at(-1)).toMatchObject({ type: 'SettlementClosed', data: { as: 'settled' } });
    given(settlement).when({ type: 'RejectAssessment', reason: 'x' }).thenRefuses('SETTLEMENT_NOT_FOUND');
  });

  it('is reported by the beneficiary, up to what was paid, with papers', () => {
    const ask = given(settlement, [opened]);
    ask.when({ ...report, costs: [], actor: one }).thenRefuses('NOT_BENEFICIARY');
    const refusal = ask
      .when({ ...report, costs: [cost(1_001, { refundableVat: 2_000 })], unknown: ['b'] })
      .thenRefuses('REPORT_UNFIT');
    expect(refusal.violations.map(({ code }) => code)).toEqual([
      ...['ABOVE_PAID', 'ABOVE_COST', 'EVIDENCE_UNKNOWN'],
    ]);
    const terms = { ...opening.terms, accountant: true };
    given(settlement, [{ type: 'SettlementOpened', data: { ...opening, terms } }])
      .when({ ...report, costs: [] })
      .thenRefuses('REPORT_UNFIT');
  });

  it('never accepts what the program excludes, and names only costs and rules that there are', () => {
    const history = reported(cost(400, { paidOn: '2026-01-09' }), cost(110, { refundableVat: 10 }));
    const ask = given(settlement, history);
    const found = ask.when(assess).thenRefuses('ASSESSMENT_UNFIT');
    expect(found.violations).toHaveLength(2);
    const finding = (n: number, amount: number, rule: string) => ({ cost: n, amount, rule, reason: 'x' });
    const findings = [finding(0, 400, 'before-agreement'), finding(1, 10, 'refundable-vat')];
    const [assessed] = ask.when({ ...assess, findings }).events();
    expect(assessed).toMatchObject({
      data: { accepted: 100, disallowed: 410, unspent: 490, interest: 7, refund: 907 },
    });
    for (const wrong of [finding(2, 1, 'other'), finding(1, 101, 'other'), finding(1, 1, 'unknown')])
      ask.when({ ...assess, findings: [...findings, wrong] }).thenRefuses('ASSESSMENT_UNFIT');
    ask.when({ ...assess, findings, actor: own }).thenRefuses('OWN_APPLICATION');
  });

  it('is confirmed by another person, who may send it back', () => {
    const history = after(reported(cost(1_000)), assess);
    const ask = given(settlement, history);
    const confirm = { type: 'ConfirmSettlement', dueBefore: '2026-06-01T00:00:00.000Z' } as const;
    ask.when({ ...confirm, actor: one }).thenRefuses('FOUR_EYES');
    ask.when({ type: 'RejectAssessment', reason: 'x', actor: one }).thenRefuses('FOUR_EYES');
    const back = after(history, { type: 'RejectAssessment', reason: 'Look again', actor: two });
    given(settlement, back)
      .when({ ...confirm, actor: two })
      .thenRefuses('SETTLEMENT_NOT_SO');
    const confirmed = after(history, { ...confirm, actor: two });
    expect(confirmed.at(-1)).toMatchObject({
      data: { refund: 7, lines: [{ line: 'grant', accepted: 1_000, refund: 7, interest: 7 }] },
    });
    const closed = after(
      confirmed,
      { type: 'NoteRecovery', as: 'overdue' },
      { type: 'NoteRecovery', as: 'recovered' },
    );
    expect(closed.slice(-2).map(({ type }) => type)).toEqual(['SettlementOverdue', 'SettlementClosed']);
    given(settlement, closed).when({ type: 'NoteRecovery', as: 'not-returned' }).then();
    given(settlement, closed)
      .when({ ...report, costs: [] })
      .thenRefuses('SETTLEMENT_NOT_SO');
  });

  it('without a report in time demands everything back', () => {
    given(settlement, [opened]).when(assess).thenRefuses('SETTLEMENT_NOT_SO');
    const [assessed] = given(settlement, [opened])
      .when({ ...assess, now: new Date('2026-05-01T00:00:00Z') })
      .events();
    expect(assessed).toMatchObject({ data: { accepted: 0, unspent: 1_000, refund: 1_000 } });
  });

  it('demands accepted costs back after a failure, but not after one in good faith', () => {
    const clawback = { amount: 600, reason: 'Not done' };
    const [assessed] = given(settlement, reported(cost(1_000)))
      .when({ ...assess, clawback })
      .events();
    expect(assessed).toMatchObject({ data: { accepted: 400, clawback: 600, refund: 607 } });
    const good: SettlementEvent = { type: 'SettlementOpened', data: { ...opening, honestFailure: true } };
    given(settlement, after([good], { ...report, costs: [cost(1_000)] }))
      .when({ ...assess, clawback })
      .thenRefuses('HONEST_FAILURE_EXEMPT');
  });

  it('accounts for every won that was paid, on every line, whatever is found', () => {
    const krw = fc.integer({ min: 1, max: 5_000_000 });
    const some = fc.array(fc.tuple(krw, fc.double({ min: 0, max: 1, noNaN: true })), { maxLength: 8 });
    fc.assert(
      fc.property(
        some,
        fc.array(krw, { minLength: 1, maxLength: 4 }),
        fc.nat(10_000),
        (parts, extra, interest) => {
          const costs = parts.map(([amount]) => cost(amount));
          const spent = parts.reduce((sum, [amount]) => sum + amount, 0);
          const paid = [spent, ...extra].map((amount, at) => ({ line: `l${at}`, paid: amount }));
          const findings = parts.flatMap(([amount, share], at) => {
            const part = Math.floor(amount * share);
            return part > 0 ? [{ cost: at, amount: part, rule: 'other', reason: 'x' }] : [];
          });
          const events = after(
            [opened],
            { ...report, lines: paid, costs, interest },
            { ...assess, lines: paid, findings },
            { type: 'ConfirmSettlement', dueBefore: '2026-06-01T00:00:00.000Z', actor: two },
          );
          const confirmed = events.find(({ type }) => type === 'SettlementConfirmed')!;
          if (confirmed.type !== 'SettlementConfirmed') throw new Error('It is not confirmed');
          const { refund, lines: of } = confirmed.data;
          expect(of.reduce((sum, line) => sum + line.refund, 0)).toBe(refund);
          of.forEach((line, at) => {
            expect(line.accepted + line.refund - line.interest).toBe(paid[at]!.paid);
            expect(Math.min(line.accepted, line.refund)).toBeGreaterThanOrEqual(0);
          });
        },
      ),
      { numRuns: 200 },
    );
  });
});

it('Doyak tells by itself what it can of ineligible costs', () => {
  const costs = [cost(10, { paidOn: '2026-01-09' }), cost(10, { refundableVat: 1 })];
  expect(ineligibleCosts(costs, ['before-agreement'], '2026-01-10')).toEqual([
    { cost: 0, rule: 'before-agreement', least: 10 },
  ]);
  expect(ineligibleCosts(costs, ['before-agreement', 'refundable-vat'], undefined)).toEqual([
    { cost: 1, rule: 'refundable-vat', least: 1 },
  ]);
});
