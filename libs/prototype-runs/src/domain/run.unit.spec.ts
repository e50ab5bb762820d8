import { fold, Refusal } from '@doyak/kernel/decider';
import { given } from '@doyak/kernel/testing';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Evidence, type Gate, GATES } from './gates.js';
import type { RunEvent } from './run.events.js';
import { prototypeRun, type RunCommand } from './run.js';
import {
  afterRun,
  applicant,
  begun,
  buyer,
  dataset,
  evidenceFor,
  funded,
  knownRun,
  nameReview,
  officer,
  passedUntil,
  planFrom,
  runOpening,
  second,
  system,
} from './run.test-support.js';

const submit = (gate: Gate, change: object = {}, funding = funded): RunCommand => ({
  ...{ type: 'SubmitGate', funding, nameReview },
  evidence: { ...evidenceFor[gate], ...change } as Evidence,
});
const pass = (gate: Gate, funding = funded): RunCommand => ({ type: 'PassGate', gate, funding });
const waive = (gate: Gate, violations?: { check: 'drc'; upTo: number }): RunCommand => ({
  ...{ type: 'SignWaiver', gate, violations, reason: 'Agreed with the foundry', funding: funded },
});
const respin: RunCommand = {
  ...{ type: 'RespinRun', from: 'sign-off', reason: 'Leakage of the memory', costItems: ['mask'] },
  costs: [{ item: 'mask', amount: 100 }],
};
const dated = (gate: Gate, events: RunEvent[]) => knownRun(events).gates.find((one) => one.gate === gate)!;

describe('A prototype run', () => {
  it('goes through its gates in order to the acceptance of the buyer, dates planned against actual', () => {
    const events = passedUntil('buyer-acceptance');
    expect(events.filter(({ type }) => type === 'GatePassed')).toHaveLength(GATES.length - 1);
    const asked = afterRun(events, [applicant, submit('buyer-acceptance')]);
    const reviewId = nameReview(1, 'buyer-acceptance', 1);
    const state = given(prototypeRun, asked)
      .when({ type: 'AnswerGate', reviewId, accepted: true, actor: system })
      .events();
    expect(state.at(-1)).toMatchObject({
      type: 'PrototypeRunEnded',
      data: { outcome: 'accepted', decidedBy: [officer.id] },
    });
    expect(dated('rtl-freeze', events)).toMatchObject({ plannedOn: '2026-04-02', passedOn: '2026-03-02' });
    given(prototypeRun, [...asked, ...state])
      .when(submit('board'))
      .thenRefuses('RUN_ENDED');
  });

  it('is planned gate by gate, in order, within the months of the program, again with a reason only', () => {
    const opened = afterRun([], [system, { type: 'OpenRun', ...runOpening() }]);
    given(prototypeRun, opened)
      .when({ ...submit('pdk-and-ip'), actor: applicant })
      .thenRefuses('PLAN_MISSING');
    const plan = planFrom(GATES) as Extract<RunCommand, { type: 'PlanRun' }>;
    given(prototypeRun, opened)
      .when({ ...plan, dates: plan.dates.slice(1) })
      .thenRefuses('PLAN_UNFIT');
    given(prototypeRun, opened)
      .when({ ...plan, dates: plan.dates.map((one, at) => (at === 3 ? { ...one, on: '2026-03-01' } : one)) })
      .thenRefuses('PLAN_UNFIT');
    given(prototypeRun, opened)
      .when({ ...plan, dates: plan.dates.map((one, at) => (at === 13 ? { ...one, on: '2027-03-01' } : one)) })
      .thenRefuses('PLAN_UNFIT');
    given(prototypeRun, begun()).when(plan).thenRefuses('REASON_NEEDED');
    expect(afterRun(begun(), [applicant, planFrom(GATES, 'The foundry is late')])).toHaveLength(4);
  });

  it('skips no gate, and is judged by another person than who sent the evidence', () => {
    given(prototypeRun, begun())
      .when({ ...submit('sign-off'), actor: applicant })
      .thenRefuses('GATE_NOT_NEXT');
    given(prototypeRun, begun())
      .when({ ...pass('pdk-and-ip'), actor: officer })
      .thenRefuses('GATE_NOT_SUBMITTED');
    const own = afterRun(begun(), [officer, submit('pdk-and-ip')]);
    given(prototypeRun, own)
      .when({ ...pass('pdk-and-ip'), actor: officer })
      .thenRefuses('SECOND_PERSON_NEEDED');
    given(prototypeRun, own)
      .when({ ...pass('pdk-and-ip'), actor: applicant })
      .thenRefuses('OWN_APPLICATION');
    expect(dated('pdk-and-ip', afterRun(own, [second, pass('pdk-and-ip')])).status).toBe('passed');
    const shuttle = begun({ gates: ['gds', 'mask', 'buyer-acceptance'], route: 'mpw-shuttle' });
    const before = passedUntil('mask', shuttle);
    given(prototypeRun, before)
      .when({ ...submit('mask'), actor: applicant })
      .thenRefuses('EVIDENCE_UNFIT');
    given(prototypeRun, before)
      .when({ ...submit('board'), actor: applicant })
      .thenRefuses('GATE_NOT_IN_RUN');
  });

  it('signs off without violations, or with waivers that cover each', () => {
    const events = passedUntil('sign-off');
    const clean = { violations: 0, sha256: 'a'.repeat(64) };
    const checks = { sta: clean, drc: { ...clean, violations: 3 }, lvs: clean, erc: clean };
    const sent = afterRun(events, [applicant, submit('sign-off', { checks })]);
    given(prototypeRun, sent)
      .when({ ...pass('sign-off'), actor: officer })
      .thenRefuses('GATE_UNFIT');
    const some = afterRun(sent, [officer, waive('sign-off', { check: 'drc', upTo: 2 })]);
    given(prototypeRun, some)
      .when({ ...pass('sign-off'), actor: officer })
      .thenRefuses('GATE_UNFIT');
    const all = afterRun(
      some,
      [officer, waive('sign-off', { check: 'drc', upTo: 3 })],
      [officer, pass('sign-off')],
    );
    expect(knownRun(all)).toMatchObject({ waivers: [{ by: officer.id }, { by: officer.id }] });
    given(prototypeRun, passedUntil('buyer-acceptance'))
      .when({ ...waive('buyer-acceptance'), actor: officer })
      .thenRefuses('GATE_NOT_WAIVABLE');
    given(prototypeRun, begun())
      .when({ ...waive('pdk-and-ip'), actor: applicant })
      .thenRefuses('OWN_APPLICATION');
  });

  it('stands still while the co-funding has a gap, is not approved, or a condition is due', () => {
    const events = passedUntil('gds');
    const stops = (funding: object, code: string) =>
      given(prototypeRun, events)
        .when({ ...submit('gds', {}, { ...funded, ...funding }), actor: applicant })
        .thenRefuses(code);
    stops({ gap: 1 }, 'FUNDING_GAP');
    stops({ approved: false }, 'FUNDING_NOT_APPROVED');
    stops({ cycle: 0 }, 'FUNDING_NOT_APPROVED');
    stops({ unmet: ['sign-off'] }, 'CONDITION_UNMET');
    expect(
      afterRun(events, [applicant, submit('gds', {}, { ...funded, unmet: ['mask'] })]).at(-1)!.type,
    ).toBe('GateSubmitted');
  });

  it('takes test data of its lot only, and passes with data that meet the definition', () => {
    const events = passedUntil('probe');
    given(prototypeRun, events)
      .when({ ...submit('probe'), actor: applicant })
      .thenRefuses('EVIDENCE_UNFIT');
    const other = afterRun(events, [applicant, dataset('probe', [], 'LOT-9')]);
    given(prototypeRun, other)
      .when({ ...submit('probe'), actor: applicant })
      .thenRefuses('EVIDENCE_UNFIT');
    given(prototypeRun, other)
      .when({ ...dataset('probe'), actor: applicant })
      .thenRefuses('DATASET_KNOWN');
    const bad = afterRun(
      events,
      [applicant, dataset('probe', ['YIELD_TOO_LOW'])],
      [applicant, submit('probe')],
    );
    const refusal = given(prototypeRun, bad)
      .when({ ...pass('probe'), actor: officer })
      .thenRefuses('GATE_UNFIT');
    expect(refusal.violations).toMatchObject([{ code: 'YIELD_TOO_LOW' }]);
    given(prototypeRun, passedUntil('assembly'))
      .when({ ...submit('assembly', { units: 91 }), actor: applicant })
      .thenRefuses('EVIDENCE_UNFIT');
  });

  it('takes a partner’s answer once, and sends back what was rejected', () => {
    const asked = afterRun(passedUntil('mask'), [applicant, submit('mask')]);
    const answer = (accepted: boolean, attempt = 1): RunCommand => ({
      ...{ type: 'AnswerGate', reviewId: nameReview(1, 'mask', attempt), accepted },
    });
    given(prototypeRun, asked)
      .when({ ...pass('mask'), actor: officer })
      .thenRefuses('PARTNER_ASKED');
    const rejected = afterRun(asked, [system, answer(false)]);
    expect(dated('mask', rejected)).toMatchObject({ status: 'open', attempts: 1 });
    const again = afterRun(rejected, [applicant, submit('mask')], [system, answer(true)]);
    expect(dated('mask', again).status).toBe('submitted');
    expect(dated('mask', afterRun(again, [system, answer(true, 2)], [system, answer(false, 2)])).status).toBe(
      'passed',
    );
  });

  it('is respun as a new cycle with reason and cost, as often as the program allows', () => {
    const probed = passedUntil('assembly');
    given(prototypeRun, passedUntil('rtl-freeze'))
      .when({ ...respin, actor: officer })
      .thenRefuses('GATE_NOT_PASSED');
    given(prototypeRun, probed)
      .when({ ...respin, actor: applicant })
      .thenRefuses('OWN_APPLICATION');
    const again = afterRun(probed, [officer, respin]);
    expect(knownRun(again)).toMatchObject({ cycle: 2 });
    expect(knownRun(again).gates.map(({ status }) => status === 'passed')).toEqual(
      GATES.map((_, at) => at < 2),
    );
    given(prototypeRun, again)
      .when({ ...submit('sign-off'), actor: applicant })
      .thenRefuses('PLAN_MISSING');
    const replanned = afterRun(again, [applicant, planFrom(GATES.slice(2))]);
    given(prototypeRun, replanned)
      .when({ ...submit('sign-off', {}, { ...funded, cycle: 1 }), actor: applicant })
      .thenRefuses('FUNDING_NOT_APPROVED');
    expect(dated('buyer-acceptance', passedUntil('buyer-acceptance', replanned)).status).toBe('open');
    given(prototypeRun, again)
      .when({ ...respin, from: 'rtl-freeze', actor: officer } as RunCommand)
      .thenRefuses('NO_RESPIN_LEFT');
  });

  it('ends rejected, abandoned, or with its case', () => {
    const end = (outcome: 'rejected' | 'abandoned'): RunCommand => ({ type: 'EndRun', outcome, reason: 'x' });
    expect(knownRun(afterRun(begun(), [officer, end('rejected')])).status).toBe('REJECTED');
    given(prototypeRun, begun())
      .when({ ...end('abandoned'), actor: buyer })
      .events();
    given(prototypeRun, begun())
      .when({ ...end('abandoned'), actor: applicant })
      .thenRefuses('OWN_APPLICATION');
    const lapsed = afterRun(begun(), [system, { type: 'LapseRun', because: 'case-closed' }]);
    expect(knownRun(lapsed).status).toBe('LAPSED');
    expect(afterRun(lapsed, [system, { type: 'LapseRun', because: 'stage-closed' }])).toHaveLength(4);
  });

  it('whatever is tried, passes a gate only when those before it are passed or waived by name', () => {
    const gate = fc.constantFrom(...GATES);
    const actor = fc.constantFrom(applicant, officer, second, system);
    const command = fc.oneof(
      { weight: 5, arbitrary: gate.map((one) => submit(one)) },
      { weight: 5, arbitrary: gate.map((one) => pass(one)) },
      { weight: 2, arbitrary: gate.map((one) => waive(one)) },
      { weight: 3, arbitrary: fc.constantFrom(dataset('probe'), dataset('final-test')) },
      fc.constant(respin),
      fc.constant(planFrom(GATES, 'Late')),
      fc
        .tuple(gate, fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 3 }), fc.boolean())
        .map(([one, cycle, attempt, accepted]): RunCommand => ({
          ...{ type: 'AnswerGate', reviewId: nameReview(cycle, one, attempt), accepted },
        })),
    );
    let reached = 0;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(actor, command), { maxLength: 60, size: 'max' }),
        fc.constantFrom(...GATES),
        (steps, from) => {
          let events = passedUntil(from);
          for (const step of steps) {
            try {
              events = afterRun(events, step);
            } catch (error) {
              if (!(error instanceof Refusal)) throw error;
            }
          }
          let done = new Set<string>();
          for (const event of events) {
            if (event.type === 'RunRespun') done = new Set(GATES.slice(0, GATES.indexOf(event.data.from)));
            const through =
              event.type === 'GatePassed' || (event.type === 'WaiverSigned' && !event.data.violations);
            if (!through) continue;
            const { gate: one } = event.data;
            expect(GATES.slice(0, GATES.indexOf(one)).every((earlier) => done.has(earlier))).toBe(true);
            if (event.type === 'WaiverSigned')
              expect([event.data.by, event.data.reason]).toEqual([
                expect.any(String),
                'Agreed with the foundry',
              ]);
            done.add(one);
            reached += 1;
          }
          const { status } = fold(prototypeRun, events);
          if (status === 'ACCEPTED') expect(done.size).toBe(GATES.length);
        },
      ),
      { numRuns: 60 },
    );
    expect(reached).toBeGreaterThan(200);
  });
});
