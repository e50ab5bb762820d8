import { fold, Refusal } from '@doyak/kernel/decider';
import { given, testActor } from '@doyak/kernel/testing';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { program, type ProgramEvent } from './program.js';
import { round, type RoundCommand, type RoundEvent, type RoundOpening, takesApplications } from './round.js';

const digest = (n: number) => String(n).repeat(64);
const publish = (n: number) =>
  ({ type: 'PublishProgram', programId: 'p', text: `v${n}`, digest: digest(n), definition: { n } }) as const;
const published = (version: number, n = version): ProgramEvent => ({
  ...{
    type: 'ProgramPublished',
    data: { programId: 'p', version, digest: digest(n), text: `v${n}`, definition: { n } },
  },
});

describe('program', () => {
  it('saves a draft, and nothing when it has not changed', () => {
    const save = { type: 'SaveProgramDraft', programId: 'p', text: 'a', problems: 3 } as const;
    const saved = { type: 'ProgramDraftSaved', data: { programId: 'p', text: 'a', problems: 3 } } as const;
    given(program).when(save).then(saved);
    given(program, [saved]).when(save).then();
  });

  it('numbers its published versions', () => {
    given(program).when(publish(1)).then(published(1));
    given(program, [published(1)])
      .when(publish(2))
      .then(published(2));
  });

  it('does not publish what a version says already, be it the last or an earlier one', () => {
    given(program, [published(1)])
      .when(publish(1))
      .thenRefuses('PROGRAM_UNCHANGED');
    given(program, [published(1), published(2)])
      .when(publish(1))
      .thenRefuses('PROGRAM_UNCHANGED');
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
