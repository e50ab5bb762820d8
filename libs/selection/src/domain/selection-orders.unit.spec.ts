import { type Actor, fold, Refusal } from '@doyak/kernel/decider';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { SelectionEvent } from './selection.events.js';
import { selection, type SelectionCommand } from './selection.js';
import { type KnownSelection, standing } from './selection.state.js';
import {
  after,
  ann,
  ben,
  candidates,
  join,
  leave,
  publish,
  rank,
  standings,
  system,
  total,
  uuid,
} from './selection.test-support.js';

const PEOPLE = { ann, ben, system };

describe('Whatever the order of commands', () => {
  const who = fc.integer({ min: 1, max: 6 });
  const points = fc.integer({ min: 0, max: 100 }).map((n) => n * 100);
  const change = { slots: 2, reserves: 2, quotas: [{ id: 'region', slots: 1 }] };
  const step: fc.Arbitrary<[keyof typeof PEOPLE, SelectionCommand]> = fc.oneof(
    fc
      .tuple(who, fc.boolean(), fc.integer({ min: 1, max: 3 }))
      .map(
        ([n, fits, run]) =>
          ['system' as const, join(n, change, fits ? ['region'] : [], run)] as ['system', SelectionCommand],
      ),
    fc
      .tuple(who, fc.constantFrom('papers', 'talk'), points)
      .map(([n, stage, sum]): ['system', SelectionCommand] => ['system', total(n, stage, sum, [], change)]),
    { arbitrary: fc.constant<['ann', SelectionCommand]>(['ann', rank]), weight: 5 },
    { arbitrary: fc.constant<['ben', SelectionCommand]>(['ben', publish]), weight: 5 },
    fc.constantFrom<[keyof typeof PEOPLE, SelectionCommand]>(['ben', rank], ['ann', publish]),
    who.map((n): ['system', SelectionCommand] => ['system', leave(n)]),
    fc.constant<['ann', SelectionCommand]>(['ann', { type: 'EndReserveList', reason: 'Over' }]),
    fc
      .shuffledSubarray([1, 2, 3, 4, 5, 6], { minLength: 2 })
      .map((order): ['ann', SelectionCommand] => [
        'ann',
        { type: 'DecideTie', order: order.map(uuid), reason: 'Drawn' },
      ]),
    who.map((n): ['system', SelectionCommand] => [
      'system',
      {
        ...{ type: 'Admit', caseId: uuid(n), objectionId: uuid(70), reason: 'Miscounted', by: ann.id },
        admission: { basis: 'slot-added' },
      },
    ]),
  );
  const settle: [keyof typeof PEOPLE, SelectionCommand][] = [
    ['ann', rank],
    ['ben', publish],
  ];
  const steps = (maxLength: number) =>
    fc
      .array(fc.oneof({ arbitrary: step.map((one) => [one]), weight: 4 }, fc.constant(settle)), {
        ...{ maxLength, size: 'max' },
      })
      .map((lists) => lists.flat());
  const start = after(
    candidates([9_000, 8_000, 7_000, 7_000], change),
    ...[5, 6].flatMap((n): [Actor, SelectionCommand][] => [
      [system, total(n, 'papers', 6_000, [], change)],
      [system, total(n, 'talk', n * 1_000, [], change)],
    ]),
  );

  const run = (steps: [keyof typeof PEOPLE, SelectionCommand][], check: (state: KnownSelection) => void) => {
    let events: SelectionEvent[] = start;
    for (const [name, command] of steps) {
      try {
        events = after(events, [PEOPLE[name] as Actor, command]);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
      }
      // The state after every event, not only after every command.
      check(fold(selection, events) as KnownSelection);
    }
    return events;
  };

  it('slots never overfill, reserves have places of their own, and slots grow by accepted objections only', () => {
    let full = 0;
    let movedUp = 0;
    fc.assert(
      fc.property(steps(60), (given) => {
        const events = run(given, (state) => {
          const selected = standing(state, 'selected').length;
          expect(selected).toBeLessThanOrEqual(state.slots);
          if (selected === state.slots) full += 1;
          const reserves = standing(state, 'reserve').map(({ reserve }) => reserve);
          expect(new Set(reserves).size).toBe(reserves.length);
          expect(reserves.length).toBeLessThanOrEqual(state.reserves);
        });
        const added = events.filter(
          ({ type, data }) => type === 'CandidateAdmitted' && (data as { slot: string }).slot === 'added',
        );
        expect((fold(selection, events) as KnownSelection).slots).toBe(2 + added.length);
        movedUp += events.filter(({ type }) => type === 'ReserveMovedUp').length;
      }),
      { numRuns: 200 },
    );
    // The property says something: slots were full, and reserves moved up.
    expect(full).toBeGreaterThan(100);
    expect(movedUp).toBeGreaterThan(0);
  });

  it('nobody publishes what they ranked themselves', () => {
    let publications = 0;
    fc.assert(
      fc.property(steps(40), (given) => {
        for (const event of run(given, () => undefined)) {
          if (event.type !== 'ResultsPublished') continue;
          publications += 1;
          expect(event.data.by).not.toBe(event.data.rankedBy);
        }
      }),
      { numRuns: 200 },
    );
    expect(publications).toBeGreaterThan(50);
  });

  it('results do not depend on the order in which candidates and totals come', () => {
    const sums = [9_100, 4_300, 8_800, 7_200, 6_100];
    const steps = sums.flatMap((sum, at): [Actor, SelectionCommand][] => [
      [system, join(at + 1)],
      [system, total(at + 1, 'papers', sum)],
      [system, total(at + 1, 'talk', sum)],
    ]);
    const settle = (order: typeof steps) => standings(after([], ...order, [ann, rank], [ben, publish]));
    fc.assert(
      fc.property(fc.shuffledSubarray(steps, { minLength: steps.length }), (order) => {
        expect(settle(order)).toEqual(settle(steps));
      }),
      { numRuns: 100 },
    );
  });
});
