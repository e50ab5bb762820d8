import { fold, Refusal } from '@doyak/kernel/decider';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Values } from './screening.events.js';
import { placeOf, screening, type ScreeningCommand } from './screening.js';
import type { KnownScreening } from './screening.state.js';
import {
  uuid,
  place,
  applicant,
  ann,
  ben,
  own,
  system,
  rules,
  judge,
  opened,
  after,
  eligible,
  ineligible,
  propose,
  confirm,
  record,
  ask,
  reply,
} from './screening.test-support.js';

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
