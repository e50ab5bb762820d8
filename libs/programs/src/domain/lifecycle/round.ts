import { type Decider, defineEvents, event, type EventsOf, type Given, Refusal } from '@doyak/kernel/decider';
import { z } from 'zod';

const instant = z.iso.datetime();

/** A track offered in a round: how many are selected, and what money there is (KRW). */
const offer = z.object({ track: z.string(), slots: z.int(), reserves: z.int(), budget: z.int() });
export type TrackOffer = z.output<typeof offer>;

export const roundEvents = defineEvents(
  event('RoundOpened', {
    stored: 'programs.round-opened',
    version: 1,
    schema: z.object({
      roundId: z.uuid(),
      programId: z.string(),
      programVersion: z.int(),
      /** The notice (공고): its number and title, and the day from which company age counts. */
      notice: z.object({ number: z.string(), title: z.string(), date: z.iso.date() }),
      opensAt: instant,
      /** First instant that is too late. */
      closesAt: instant,
      offers: z.array(offer),
      extensions: z.int(),
    }),
  }),
  event('RoundExtended', {
    stored: 'programs.round-extended',
    version: 1,
    schema: z.object({ roundId: z.uuid(), closesAt: instant, reason: z.string() }),
  }),
  event('RoundCancelled', {
    stored: 'programs.round-cancelled',
    version: 1,
    schema: z.object({ roundId: z.uuid(), reason: z.string() }),
  }),
);
export type RoundEvent = EventsOf<typeof roundEvents>;
export type RoundOpening = Extract<RoundEvent, { type: 'RoundOpened' }>['data'];

export type RoundCommand =
  | ({ type: 'OpenRound' } & RoundOpening)
  | { type: 'ExtendRound'; closesAt: string; reason: string }
  | { type: 'CancelRound'; reason: string };

export type RoundState =
  | { readonly status: 'none' }
  | (RoundOpening & { readonly status: 'open' | 'cancelled'; readonly extended: number });

/** A round (회차, call): opened by a notice, with a window, slots and money for its tracks. */
export const round: Decider<RoundState, RoundCommand, RoundEvent> = {
  name: 'round',
  initialState: { status: 'none' },
  evolve(state, event) {
    if (event.type === 'RoundOpened') return { ...event.data, status: 'open', extended: 0 };
    if (state.status === 'none') return state;
    if (event.type === 'RoundExtended')
      return { ...state, closesAt: event.data.closesAt, extended: state.extended + 1 };
    return { ...state, status: 'cancelled' };
  },
  decide,
};

/** Whether the round takes applications at an instant. */
export function takesApplications(
  state: Pick<RoundOpening, 'opensAt' | 'closesAt'> & { status: string },
  at: Date,
): 'yes' | 'not-yet' | 'late' | 'cancelled' {
  if (state.status === 'cancelled') return 'cancelled';
  if (at < new Date(state.opensAt)) return 'not-yet';
  return at < new Date(state.closesAt) ? 'yes' : 'late';
}

function decide(command: Given<RoundCommand>, state: RoundState): RoundEvent[] {
  if (command.type === 'OpenRound') {
    if (state.status !== 'none')
      throw new Refusal('conflict', 'ROUND_EXISTS', 'The round has been opened already');
    const { roundId, programId, programVersion, notice, opensAt, closesAt, offers, extensions } = command;
    if (new Date(closesAt) <= new Date(opensAt)) {
      throw new Refusal('rule', 'WINDOW_EMPTY', 'The round closes before it opens', [
        { pointer: '/closesAt', code: 'WINDOW_EMPTY', detail: 'must be after opensAt' },
      ]);
    }
    const data = { roundId, programId, programVersion, notice, opensAt, closesAt, offers, extensions };
    return [{ type: 'RoundOpened', data }];
  }
  if (state.status === 'none') throw new Refusal('not-found', 'ROUND_NOT_FOUND', 'There is no such round');
  if (state.status === 'cancelled')
    throw new Refusal('conflict', 'ROUND_CANCELLED', 'The round has been cancelled');
  const { roundId } = state;
  if (command.type === 'CancelRound')
    return [{ type: 'RoundCancelled', data: { roundId, reason: command.reason } }];
  const { closesAt, reason } = command;
  if (command.now >= new Date(state.closesAt)) {
    throw new Refusal(
      'conflict',
      'ROUND_CLOSED',
      'The window has closed; a round is extended while it is open',
    );
  }
  if (new Date(closesAt) <= new Date(state.closesAt)) {
    throw new Refusal('rule', 'NOT_AN_EXTENSION', 'An extension closes later than before');
  }
  if (state.extended >= state.extensions) {
    throw new Refusal(
      'rule',
      'EXTENSIONS_USED_UP',
      `The program allows ${state.extensions} extension(s) of a round`,
    );
  }
  return [{ type: 'RoundExtended', data: { roundId, closesAt, reason } }];
}
