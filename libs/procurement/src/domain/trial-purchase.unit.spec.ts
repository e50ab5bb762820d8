import { type Actor, fold, Refusal } from '@doyak/kernel/decider';
import { given } from '@doyak/kernel/testing';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { applicant, officer, service, system, uuid } from './registration.test-support.js';
import type { TrialOpening, TrialPurchaseEvent } from './trial-purchase.events.js';
import { type KnownTrial, type TrialCommand, trialPurchase } from './trial-purchase.js';

const institution: Actor = { ...service, id: uuid(41), organisationId: uuid(40) };
const opening: TrialOpening = {
  ...{ trialId: uuid(1), caseId: uuid(2), stage: 'trial', run: 1, applicationId: uuid(3), roundId: uuid(4) },
  ...{ programId: 'sample', programVersion: 1, track: 'products', mostPerProposal: 500 },
  applicant: { personId: applicant.id, organisationId: applicant.organisationId },
};
const opened: TrialPurchaseEvent[] = [{ type: 'TrialOpened', data: opening }];
const order = (amount: number, change: object = {}): TrialCommand => ({
  ...{ type: 'OrderTrial', amount, registrationId: uuid(5) },
  institution: { organisationId: uuid(40), public: true },
  ...change,
});
const reportBefore = '2026-12-31T15:00:00.000Z';
const deliver: TrialCommand = { type: 'DeliverTrial', order: 1, useUntil: reportBefore, reportBefore };
const report: TrialCommand = {
  ...{ type: 'ReportUse', order: 1, satisfaction: 4, wouldBuy: true, report: 'Saved an hour a day' },
};
const conclude: TrialCommand = { type: 'ConcludeTrial', reason: 'Reports read' };
const withdraw: TrialCommand = { type: 'WithdrawOrder', order: 1, reason: 'No budget' };
const overdue: TrialCommand = { type: 'PassReportDeadline', order: 1, reportBefore };
const now = new Date('2026-08-03T01:00:00Z');
const after = (history: TrialPurchaseEvent[], ...steps: [Actor, TrialCommand][]): TrialPurchaseEvent[] =>
  steps.reduce(
    (events, [actor, command]) => [
      ...events,
      ...trialPurchase.decide({ ...command, actor, now }, fold(trialPurchase, events)),
    ],
    history,
  );
const known = (events: TrialPurchaseEvent[]) => fold(trialPurchase, events) as KnownTrial;
const when = (events: TrialPurchaseEvent[], command: TrialCommand, actor: Actor = officer) =>
  given(trialPurchase, events).when({ ...command, actor, now });

describe('A trial purchase', () => {
  const ordered = after(opened, [officer, order(300)]);
  const inUse = after(ordered, [institution, deliver]);
  const reported = after(inUse, [institution, report]);

  it('is ordered by an officer for a public institution, of a product whose designation is in force, up to the ceiling', () => {
    when(opened, order(300), applicant).thenRefuses('OWN_APPLICATION');
    when(opened, order(300, { registrationId: undefined })).thenRefuses('PRODUCT_NOT_IN_FORCE');
    const named = (organisationId: string, isPublic: boolean) =>
      order(300, { institution: { organisationId, public: isPublic } });
    when(opened, named(uuid(40), false)).thenRefuses('INSTITUTION_UNFIT');
    when(opened, named(applicant.organisationId!, true)).thenRefuses('INSTITUTION_UNFIT');
    when(opened, order(501)).thenRefuses('CEILING_EXCEEDED');
    when(ordered, order(201)).thenRefuses('CEILING_EXCEEDED');
    expect(known(after(ordered, [officer, order(200)])).orders).toHaveLength(2);
    expect(known(after(ordered, [officer, withdraw], [officer, order(500)])).orders).toMatchObject([
      { status: 'withdrawn' },
      { amount: 500 },
    ]);
  });

  it('is used and reported on by the institution alone', () => {
    when(ordered, deliver, service).thenRefuses('NOT_THE_INSTITUTION');
    when(ordered, deliver, officer).thenRefuses('NOT_THE_INSTITUTION');
    when(ordered, report, institution).thenRefuses('ORDER_NOT_SO');
    when(ordered, { ...report, order: 2 } as TrialCommand, institution).thenRefuses('ORDER_NOT_FOUND');
    expect(known(reported).orders).toMatchObject([{ status: 'reported', report: { satisfaction: 4 } }]);
    when(reported, report, institution).thenRefuses('ORDER_NOT_SO');
    when(reported, withdraw).thenRefuses('ORDER_NOT_SO');
  });

  it('is overdue when the report is late, not before, and only once', () => {
    when(inUse, overdue, system).thenRefuses('REPORT_NOT_LATE');
    const late = new Date(reportBefore);
    const events = trialPurchase.decide({ ...overdue, actor: system, now: late }, known(inUse));
    expect(events).toMatchObject([{ type: 'UseReportOverdue', data: { institutionId: uuid(40) } }]);
    const state = known([...inUse, ...events]);
    expect(trialPurchase.decide({ ...overdue, actor: system, now: late }, state)).toEqual([]);
    expect(known(after([...inUse, ...events], [institution, report])).orders[0]).toMatchObject({
      overdue: false,
    });
    when(reported, overdue, system).then();
  });

  it('is concluded as used once every order was reported on, as not matched where none stands', () => {
    when(inUse, conclude).thenRefuses('REPORTS_MISSING');
    when(reported, conclude, applicant).thenRefuses('OWN_APPLICATION');
    const concluded = after(reported, [officer, conclude]);
    expect(known(concluded)).toMatchObject({ status: 'USED', concludedBy: officer.id });
    when(concluded, order(1)).thenRefuses('TRIAL_ENDED');
    expect(known(after(opened, [officer, conclude])).status).toBe('NOT_MATCHED');
    expect(known(after(ordered, [officer, withdraw], [officer, conclude])).status).toBe('NOT_MATCHED');
    expect(known(after(ordered, [system, { type: 'StopTrial', because: 'case-closed' }])).status).toBe(
      'STOPPED',
    );
    when(concluded, { type: 'StopTrial', because: 'stage-closed' }, system).then();
  });

  it('whatever the order: what stands never exceeds the ceiling, and nobody else reports', () => {
    const number = fc.constantFrom(1, 1, 1, 2, 3);
    const starts = fc.constantFrom(opened, ordered, inUse);
    const command: fc.Arbitrary<TrialCommand> = fc.oneof(
      fc.integer({ min: 0, max: 600 }).map((amount) => order(amount)),
      number.map((one) => ({ ...deliver, order: one }) as TrialCommand),
      number.map((one) => ({ ...report, order: one }) as TrialCommand),
      number.map((one) => ({ ...withdraw, order: one }) as TrialCommand),
    );
    const actor = fc.constantFrom(officer, officer, institution, institution, applicant, service);
    let reports = 0;
    fc.assert(
      fc.property(
        starts,
        fc.array(fc.tuple(actor, command), { maxLength: 40, size: 'max' }),
        (start, list) => {
          let events = start;
          for (const [who, what] of list) {
            try {
              events = after(events, [who, what]);
            } catch (error) {
              if (!(error instanceof Refusal)) throw error;
            }
          }
          const standing = known(events).orders.filter(({ status }) => status !== 'withdrawn');
          expect(standing.reduce((sum, { amount }) => sum + amount, 0)).toBeLessThanOrEqual(500);
          for (const event of events)
            if (event.type === 'UseReported') {
              reports += 1;
              expect(event.data.by).toBe(institution.id);
            }
        },
      ),
      { numRuns: 300 },
    );
    expect(reports).toBeGreaterThan(20);
  });
});
