import { type Actor, fold, Refusal } from '@doyak/kernel/decider';
import { given, testNow } from '@doyak/kernel/testing';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Opening, ScreeningEvent, Values } from './screening.events.js';
import { type Judge, placeOf, screening, type ScreeningCommand } from './screening.js';
import type { KnownScreening } from './screening.state.js';

const uuid = (n: number) => `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const place = { screeningId: uuid(1), caseId: uuid(2), stage: 'screening', run: 1 };
const applicant: Actor = {
  ...{ kind: 'person', id: uuid(10), organisationId: uuid(11), authority: 'role:applicant' },
};
const officerOf = (n: number, organisationId = uuid(20)): Actor => ({
  ...{ kind: 'person', id: uuid(n), organisationId, authority: 'role:operator' },
});
const [ann, ben, own] = [officerOf(21), officerOf(22), officerOf(23, applicant.organisationId)];
const system: Actor = { kind: 'system', id: 'reaction:x', authority: 'reaction:x' };

/** Each rule is named like the one fact it needs to be true; `strict` can never be overruled. */
const rules = ['tax', 'size', 'strict'].map((id) => ({
  ...{ id, reason: `${id.toUpperCase()}_BAD`, overridable: id !== 'strict', facts: [id] },
}));
const judge: Judge = (values) =>
  rules.map(({ id }) => {
    const value = values[id];
    const outcome = value === undefined ? 'undetermined' : value === true ? 'holds' : 'fails';
    return { rule: id, outcome, missing: value === undefined ? [id] : [], invalid: [] };
  });
const opening = (facts: Values = {}, policy: Partial<Opening['policy']> = {}): Opening => ({
  ...place,
  ...{ applicationId: uuid(3), roundId: uuid(4), programId: 'sample', programVersion: 1, track: 'general' },
  applicant: { personId: applicant.id, organisationId: applicant.organisationId },
  submittedAt: testNow.toISOString(),
  rules,
  facts: Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name, { value, source: 'application' as const }]),
  ),
  policy: { supplements: 1, overruling: 'with-second-person', pausesClock: true, ...policy },
});
const opened = (facts: Values = {}, policy: Partial<Opening['policy']> = {}): ScreeningEvent[] => [
  { type: 'ScreeningOpened', data: opening(facts, policy) },
  { type: 'RulesRun', data: { ...place, results: [...judge(facts)] } },
];
const after = (history: ScreeningEvent[], ...steps: [Actor, ScreeningCommand][]): ScreeningEvent[] =>
  steps.reduce((events, [actor, command]) => {
    const state = fold(screening, events);
    return [...events, ...screening.decide({ ...command, actor, now: testNow }, state)];
  }, history);
const good = { tax: true, size: true, strict: true };
const eligible: ScreeningCommand = { type: 'DecideScreening', decision: 'ELIGIBLE', reasons: [] };
const ineligible = (...reasons: string[]): ScreeningCommand => ({
  ...{ type: 'DecideScreening', decision: 'INELIGIBLE', reasons },
});
const propose = (rule: string): ScreeningCommand => ({
  type: 'ProposeOverruling',
  rule,
  reason: 'Paid since',
});
const confirm = (rule: string): ScreeningCommand => ({ type: 'ConfirmOverruling', rule, reason: 'Seen' });
const record = (facts: Values): ScreeningCommand => ({ type: 'RecordFacts', facts, reason: 'Letter', judge });
const ask: ScreeningCommand = {
  ...{ type: 'RequestSupplement', ask: 'Head count?', fields: ['size'] },
  answerBefore: '2026-03-10T15:00:00.000Z',
};
const reply = (facts: Values = { size: true }): ScreeningCommand => ({
  ...{ type: 'AnswerSupplement', answers: facts, facts, faults: [], judge },
});

describe('A screening', () => {
  it('opens with what each rule says, once', () => {
    const command: ScreeningCommand = { type: 'OpenScreening', ...opening({ tax: true }), judge };
    given(screening)
      .when({ ...command, actor: system })
      .then(...opened({ tax: true }));
    given(screening, opened()).when(command).then();
  });

  it('finds eligible only who has every rule hold', () => {
    given(screening, opened({ tax: true, size: true }))
      .when({ ...eligible, actor: ann })
      .thenRefuses('RULES_UNDETERMINED');
    const refused = given(screening, opened({ ...good, tax: false }))
      .when({ ...eligible, actor: ann })
      .thenRefuses('RULES_FAIL');
    expect(refused.violations).toEqual([{ pointer: '/rules/tax', code: 'FAILS', detail: 'TAX_BAD' }]);
    const data = { ...place, decision: 'ELIGIBLE' as const, note: undefined };
    given(screening, opened(good))
      .when({ ...eligible, actor: ann })
      .then({ type: 'ScreeningDecided', data: { ...data, reasons: [], overruled: [], decidedBy: [ann.id] } });
  });

  it('finds ineligible only for reasons that it bears out', () => {
    const failing = given(screening, opened({ ...good, tax: false }));
    failing.when({ ...ineligible(), actor: ann }).thenRefuses('REASON_NEEDED');
    failing.when({ ...ineligible('SIZE_BAD'), actor: ann }).thenRefuses('REASON_UNFOUNDED');
    failing.when({ ...ineligible('FALSE_STATEMENT'), actor: ann }).thenRefuses('REASON_UNFOUNDED');
    expect(failing.when({ ...ineligible('TAX_BAD'), actor: ann }).events()).toHaveLength(1);
    given(screening, opened(good))
      .when({ ...ineligible('TAX_BAD'), actor: ann })
      .thenRefuses('REASON_UNFOUNDED');
    const silent = after(opened({ tax: true }), [ann, ask]);
    given(screening, opened({ tax: true }))
      .when({ ...ineligible('DOC_MISSING'), actor: ann })
      .thenRefuses('REASON_UNFOUNDED');
    given(screening, silent)
      .when({ ...ineligible('DOC_MISSING'), actor: ann })
      .thenRefuses('SUPPLEMENT_AWAITED');
    const lapsed: ScreeningEvent = { type: 'SupplementLapsed', data: { ...place, request: 1 } };
    const decided = given(screening, [...silent, lapsed]).when({ ...ineligible('DOC_MISSING'), actor: ann });
    expect(decided.events()).toHaveLength(1);
  });

  it('lets two persons overrule a failing rule that may be overruled', () => {
    const failing = opened({ ...good, tax: false });
    given(screening, opened(good))
      .when({ ...propose('tax'), actor: ann })
      .thenRefuses('RULE_DOES_NOT_FAIL');
    given(screening, opened({ ...good, strict: false }))
      .when({ ...propose('strict'), actor: ann })
      .thenRefuses('RULE_NOT_OVERRIDABLE');
    given(screening, opened({ ...good, tax: false }, { overruling: 'forbidden' }))
      .when({ ...propose('tax'), actor: ann })
      .thenRefuses('RULE_NOT_OVERRIDABLE');
    const proposed = after(failing, [ann, propose('tax')]);
    given(screening, proposed)
      .when({ ...confirm('tax'), actor: ann })
      .thenRefuses('SECOND_PERSON_NEEDED');
    given(screening, proposed)
      .when({ ...eligible, actor: ben })
      .thenRefuses('RULES_FAIL');
    const confirmed = after(proposed, [ben, confirm('tax')]);
    const [event] = given(screening, confirmed)
      .when({ ...eligible, actor: ann })
      .events();
    expect(event).toMatchObject({ data: { overruled: ['tax'], decidedBy: [ann.id, ben.id] } });
  });

  it('forgets an overruling when a fact of its rule changes', () => {
    const overruled = after(
      opened({ size: true, strict: true }),
      [ann, record({ tax: false })],
      [ann, propose('tax')],
      [ben, confirm('tax')],
    );
    const corrected = after(overruled, [ben, record({ tax: true })], [ann, record({ tax: false })]);
    expect(fold(screening, corrected)).toMatchObject({ overrulings: {} });
    given(screening, corrected)
      .when({ ...eligible, actor: ann })
      .thenRefuses('RULES_FAIL');
  });

  it('lets nobody correct their own record, nor what is known from elsewhere', () => {
    const recorded = after(opened(), [ann, record({ tax: false })]);
    given(screening, recorded)
      .when({ ...record({ tax: true }), actor: ann })
      .thenRefuses('SECOND_PERSON_NEEDED');
    given(screening, recorded)
      .when({ ...record({ tax: false }), actor: ann })
      .then();
    given(screening, opened({ size: false }))
      .when({ ...record({ size: true }), actor: ann })
      .thenRefuses('FACT_NOT_RECORDABLE');
  });

  it('is in nobody’s hands who is on the applicant’s side, nor in those of a key', () => {
    const key: Actor = { ...ann, kind: 'key' };
    for (const command of [eligible, record({ tax: true }), ask, propose('tax')]) {
      const history = given(screening, opened({ ...good, tax: false }));
      history.when({ ...command, actor: own }).thenRefuses('OWN_APPLICATION');
      history.when({ ...command, actor: key }).thenRefuses('PERSON_NEEDED');
    }
  });

  it('asks for supplements as often as the program allows, one at a time', () => {
    const asked = after(opened({ tax: true, strict: true }), [ann, ask]);
    given(screening, asked)
      .when({ ...ask, actor: ann })
      .thenRefuses('SUPPLEMENT_AWAITED');
    given(screening, asked)
      .when({ ...eligible, actor: ann })
      .thenRefuses('SUPPLEMENT_AWAITED');
    given(screening, asked)
      .when({ ...reply(), actor: ann })
      .thenRefuses('NOT_THE_APPLICANT');
    given(screening, asked)
      .when({ ...reply({ tax: true }), actor: applicant })
      .thenRefuses('ANSWER_NOT_ASKED');
    given(screening, asked)
      .when({ ...reply(), actor: applicant, now: new Date('2026-03-10T15:00:00.000Z') })
      .thenRefuses('SUPPLEMENT_LATE');
    const answered = after(asked, [applicant, reply()]);
    given(screening, answered)
      .when({ ...ask, actor: ann })
      .thenRefuses('SUPPLEMENTS_USED_UP');
    given(screening, answered)
      .when({ ...reply(), actor: applicant })
      .thenRefuses('NO_SUPPLEMENT_AWAITED');
    expect(
      given(screening, answered)
        .when({ ...eligible, actor: ann })
        .events(),
    ).toHaveLength(1);
  });

  it('lapses a supplement when its time is over, and only then', () => {
    const asked = after(opened(), [ann, ask]);
    const command: ScreeningCommand = { type: 'LapseSupplement', request: 1 };
    given(screening, asked)
      .when({ ...command, actor: system })
      .thenRefuses('SUPPLEMENT_NOT_LATE');
    const now = new Date('2026-03-10T15:00:00.000Z');
    given(screening, asked)
      .when({ ...command, actor: system, now })
      .then({ type: 'SupplementLapsed', data: { ...place, request: 1 } });
    given(screening, after(asked, [applicant, reply()]))
      .when({ ...command, actor: system, now })
      .then();
  });

  it('learns of duplicates, which then found a refusal', () => {
    const match = {
      ...{ caseId: uuid(9), programId: 'other', keys: ['business-number' as const] },
      ...{ standing: 'supported' as const, counts: true },
    };
    const search = { type: 'RecordDuplicates', keys: ['business-number'], matches: [match], judge } as const;
    const events = after(opened({ size: true, strict: true }), [system, { ...search, facts: ['tax'] }]);
    expect(fold(screening, events)).toMatchObject({
      facts: { tax: { value: true, source: 'duplicate-search' } },
    });
    given(screening, events)
      .when({ ...record({ tax: false }), actor: ann })
      .thenRefuses('FACT_NOT_RECORDABLE');
    given(screening, events)
      .when({ ...search, facts: ['tax'], actor: system })
      .then();
    expect(
      given(screening, events)
        .when({ ...ineligible('DUPLICATE_SUPPORT'), actor: ann })
        .events(),
    ).toHaveLength(1);
  });

  it('is closed once it is decided or stopped', () => {
    const decided = after(opened(good), [ann, eligible]);
    given(screening, decided)
      .when({ ...eligible, actor: ben })
      .thenRefuses('SCREENING_CLOSED');
    given(screening, decided).when({ type: 'StopScreening', because: 'stage-closed' }).then();
    const stopped = after(opened(good), [system, { type: 'StopScreening', because: 'case-closed' }]);
    given(screening, stopped)
      .when({ ...reply(), actor: applicant })
      .thenRefuses('SCREENING_CLOSED');
  });
});

describe('Whatever the order of commands', () => {
  const people = { ann, ben, own, applicant, system };
  const rule = fc.constantFrom('tax', 'size', 'strict');
  const facts = fc.dictionary(rule, fc.boolean(), { minKeys: 1 });
  const command: fc.Arbitrary<ScreeningCommand> = fc.oneof(
    facts.map(record),
    rule.map(propose),
    rule.map(confirm),
    rule.map((id) => ({ type: 'RejectOverruling' as const, rule: id, reason: 'No' })),
    fc.constant(ask),
    facts.map(reply),
    fc.boolean().map((counts) => ({
      ...{ type: 'RecordDuplicates' as const, keys: ['representative'], facts: ['size'], judge },
      matches: [
        {
          ...{ caseId: uuid(9), programId: 'other', keys: ['representative' as const] },
          ...{ standing: 'applied' as const, counts },
        },
      ],
    })),
    { arbitrary: fc.constant(eligible), weight: 3 },
    fc.constantFrom('TAX_BAD', 'STRICT_BAD').map((reason) => ineligible(reason)),
  );
  const by = (names: (keyof typeof people)[]) =>
    fc.array(fc.tuple(fc.constantFrom(...names), command), { maxLength: 40 });
  const start = fc.option(facts, { nil: {} });

  const run = (known: Values, steps: [keyof typeof people, ScreeningCommand][]) => {
    let events = opened(known);
    for (const [name, one] of steps) {
      try {
        events = after(events, [people[name], one]);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
      }
    }
    return { events, state: fold(screening, events) as KnownScreening };
  };

  it('what the rules are said to say is what they say of the facts, and who is found eligible is so', () => {
    let found = 0;
    fc.assert(
      fc.property(start, by(['ann', 'ben', 'own', 'applicant', 'system']), (known, steps) => {
        const { state } = run(known, steps);
        const values = Object.fromEntries(
          Object.entries(state.facts).map(([name, { value }]) => [name, value]),
        );
        expect(state.results).toEqual(judge(values));
        for (const { proposedBy, confirmedBy } of Object.values(state.overrulings)) {
          expect(confirmedBy).not.toBe(proposedBy);
          expect([proposedBy, confirmedBy]).not.toContain(own.id);
        }
        if (state.decision?.decision !== 'ELIGIBLE') return;
        found += 1;
        for (const { rule: id, outcome } of state.results) {
          if (outcome === 'holds') continue;
          expect(outcome).toBe('fails');
          expect(rules.find((one) => one.id === id)?.overridable).toBe(true);
          expect(state.overrulings[id]?.confirmedBy).toBeDefined();
        }
      }),
      { numRuns: 1_000 },
    );
    // The property says something: eligible screenings were among them.
    expect(found).toBeGreaterThan(20);
  });

  it('one officer alone overrules nothing, and turns no fact once it is known', () => {
    fc.assert(
      fc.property(start, by(['ann', 'own', 'system']), (known, steps) => {
        const { events, state } = run(known, steps);
        expect(Object.values(state.overrulings).filter(({ confirmedBy }) => confirmedBy)).toEqual([]);
        if (state.decision?.decision === 'ELIGIBLE')
          for (const { outcome } of state.results) expect(outcome).toBe('holds');
        const first = new Map<string, unknown>(Object.entries(known));
        for (const event of events) {
          if (event.type !== 'FactsRecorded') continue;
          for (const [name, value] of Object.entries(event.data.facts)) {
            expect(first.get(name) ?? value).toBe(value);
            first.set(name, value);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('names its place in every event', () => {
    fc.assert(
      fc.property(by(['ann', 'ben', 'applicant', 'system']), (steps) => {
        for (const { data } of run({}, steps).events) expect(placeOf(data)).toEqual(place);
      }),
      { numRuns: 100 },
    );
  });
});
