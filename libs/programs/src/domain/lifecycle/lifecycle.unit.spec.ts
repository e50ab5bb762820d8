import { fold, Refusal } from '@doyak/kernel/decider';
import { given, testActor, testNow } from '@doyak/kernel/testing';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ProgramEvent } from './program.events.js';
import { program } from './program.js';
import { round, type RoundCommand, type RoundEvent, type RoundOpening, takesApplications } from './round.js';

const digest = (n: number) => String(n).repeat(64);
const [drafter, publisher] = ['a', 'b'].map((id) => ({ ...testActor, id }));
const publish = (n: number, actor = publisher!) =>
  ({
    type: 'PublishProgram',
    ...{ programId: 'p', text: `v${n}`, digest: digest(n), definition: { n }, actor },
  }) as const;
const drafted = (n: number, by = 'a'): ProgramEvent => ({
  type: 'ProgramDraftSaved',
  data: { programId: 'p', text: `v${n}`, problems: 0, by },
});
const published = (version: number, n = version, draftedBy = ['a']): ProgramEvent => ({
  ...{
    type: 'ProgramPublished',
    data: { programId: 'p', version, digest: digest(n), text: `v${n}`, definition: { n }, draftedBy },
  },
});

describe('program', () => {
  it('saves a draft, and nothing when it has not changed', () => {
    const save = {
      type: 'SaveProgramDraft',
      ...{ programId: 'p', text: 'v1', problems: 0, actor: drafter },
    } as const;
    given(program).when(save).then(drafted(1));
    given(program, [drafted(1)])
      .when(save)
      .then();
  });

  it('numbers its published versions', () => {
    given(program, [drafted(1)])
      .when(publish(1))
      .then(published(1));
    given(program, [drafted(1), published(1), drafted(2)])
      .when(publish(2))
      .then(published(2));
  });

  it('is published by someone else than those who drafted, never by a key, and from the terminal as such', () => {
    const both = given(program, [drafted(1), drafted(2, 'b')]);
    both.when(publish(2, drafter)).thenRefuses('DRAFTER_MAY_NOT_PUBLISH');
    both.when(publish(2)).thenRefuses('DRAFTER_MAY_NOT_PUBLISH');
    both.when(publish(2, { ...testActor, kind: 'key', id: 'k' })).thenRefuses('DRAFTER_MAY_NOT_PUBLISH');
    both.when(publish(2, { ...testActor, id: 'c' })).then(published(1, 2, ['a', 'b']));
    const terminal = { kind: 'system', id: 'cli:x', authority: 'cli' } as const;
    given(program, [drafted(1, 'cli:x')])
      .when(publish(1, terminal as never))
      .then(published(1, 1, ['cli:x']));
  });

  it('publishes the draft that was checked, and only a draft', () => {
    given(program).when(publish(1)).thenRefuses('NO_DRAFT');
    given(program, [drafted(1), published(1)])
      .when(publish(1))
      .thenRefuses('NO_DRAFT');
    given(program, [drafted(1), drafted(2)])
      .when(publish(1))
      .thenRefuses('DRAFT_CHANGED');
  });

  it('does not publish what a version says already, be it the last or an earlier one', () => {
    given(program, [drafted(1), published(1), drafted(1)])
      .when(publish(1))
      .thenRefuses('PROGRAM_UNCHANGED');
    given(program, [drafted(1), published(1), drafted(2), published(2), drafted(1)])
      .when(publish(1))
      .thenRefuses('PROGRAM_UNCHANGED');
  });

  it('retires a version once', () => {
    const retire = { type: 'RetireProgramVersion', programId: 'p', version: 1, reason: 'Replaced' } as const;
    const retired: ProgramEvent = {
      type: 'ProgramVersionRetired',
      data: { programId: 'p', version: 1, reason: 'Replaced' },
    };
    given(program).when(retire).thenRefuses('PROGRAM_NOT_FOUND');
    given(program, [drafted(1), published(1)])
      .when(retire)
      .then(retired);
    given(program, [drafted(1), published(1), retired])
      .when(retire)
      .then();
  });

  it('property: no order of saving and publishing lets one who drafted publish', () => {
    const step = fc.record({
      who: fc.constantFrom('a', 'b', 'c'),
      n: fc.integer({ min: 1, max: 5 }),
      publishes: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const events: ProgramEvent[] = [];
        for (const { who, n, publishes } of steps) {
          const actor = { ...testActor, id: who };
          const save = { type: 'SaveProgramDraft', programId: 'p', text: `v${n}`, problems: 0 } as const;
          const command = publishes ? publish(n, actor) : { ...save, actor };
          try {
            const decided = program.decide({ now: testNow, ...command }, fold(program, events));
            for (const { type, data } of decided)
              if (type === 'ProgramPublished') expect(data.draftedBy).not.toContain(who);
            events.push(...decided);
          } catch (error) {
            if (!(error instanceof Refusal)) throw error;
          }
        }
      }),
    );
  });
});

const roundId = '01890000-0000-7000-8000-000000000001';
const opening: RoundOpening = {
  ...{ roundId, programId: 'p', programVersion: 1, extensions: 1 },
  notice: { number: '2026-1', title: 'First call', date: '2026-03-02' },
  opensAt: '2026-03-02T00:00:00.000Z',
  closesAt: '2026-03-16T09:00:00.000Z',
  offers: [{ track: 't', slots: 2, reserves: 1, budget: 100 }],
};
const opened: RoundEvent = { type: 'RoundOpened', data: opening };
const extend = (closesAt: string, at = '2026-03-10T00:00:00Z') =>
  ({ type: 'ExtendRound', closesAt, reason: 'Holiday', now: new Date(at) }) as const;

describe('round', () => {
  it('opens once, with a window that is not empty', () => {
    given(round)
      .when({ type: 'OpenRound', ...opening })
      .then(opened);
    given(round, [opened])
      .when({ type: 'OpenRound', ...opening })
      .thenRefuses('ROUND_EXISTS');
    given(round)
      .when({ type: 'OpenRound', ...opening, closesAt: opening.opensAt })
      .thenRefuses('WINDOW_EMPTY');
  });

  it('is extended while open, to a later end, as often as the program allows', () => {
    const later = '2026-03-20T09:00:00.000Z';
    const extended: RoundEvent = {
      type: 'RoundExtended',
      data: { roundId, closesAt: later, reason: 'Holiday' },
    };
    given(round, [opened]).when(extend(later)).then(extended);
    given(round, [opened]).when(extend(opening.closesAt)).thenRefuses('NOT_AN_EXTENSION');
    given(round, [opened]).when(extend(later, '2026-03-16T09:00:00Z')).thenRefuses('ROUND_CLOSED');
    given(round, [opened, extended])
      .when(extend('2026-03-30T09:00:00.000Z'))
      .thenRefuses('EXTENSIONS_USED_UP');
  });

  it('is cancelled once', () => {
    const cancelled: RoundEvent = { type: 'RoundCancelled', data: { roundId, reason: 'x' } };
    given(round, [opened]).when({ type: 'CancelRound', reason: 'x' }).then(cancelled);
    given(round, [opened, cancelled])
      .when({ type: 'CancelRound', reason: 'x' })
      .thenRefuses('ROUND_CANCELLED');
  });

  it('takes applications from the first instant of its window to before the last', () => {
    const state = { ...opening, status: 'open' };
    expect(takesApplications(state, new Date('2026-03-01T23:59:59.999Z'))).toBe('not-yet');
    expect(takesApplications(state, new Date(opening.opensAt))).toBe('yes');
    expect(takesApplications(state, new Date('2026-03-16T08:59:59.999Z'))).toBe('yes');
    expect(takesApplications(state, new Date(opening.closesAt))).toBe('late');
    expect(takesApplications({ ...state, status: 'cancelled' }, new Date(opening.opensAt))).toBe('cancelled');
  });

  it('property: its window never shrinks and is never extended more often than allowed', () => {
    const command = fc.oneof(
      fc.integer({ min: 0, max: 60 }).map((days): RoundCommand => ({
        ...{ type: 'ExtendRound', reason: 'x' },
        closesAt: new Date(Date.parse(opening.closesAt) + (days - 20) * 86_400_000).toISOString(),
      })),
      fc.constant<RoundCommand>({ type: 'CancelRound', reason: 'x' }),
    );
    fc.assert(
      fc.property(fc.array(command, { maxLength: 12 }), (commands) => {
        const events: RoundEvent[] = [opened];
        for (const one of commands) {
          const before = fold(round, events) as RoundOpening;
          try {
            events.push(
              ...round.decide(
                { ...one, now: new Date(opening.opensAt), actor: testActor },
                fold(round, events),
              ),
            );
          } catch (error) {
            if (!(error instanceof Refusal)) throw error;
          }
          expect((fold(round, events) as RoundOpening).closesAt >= before.closesAt).toBe(true);
        }
        expect(events.filter(({ type }) => type === 'RoundExtended').length).toBeLessThanOrEqual(1);
      }),
    );
  });
});
