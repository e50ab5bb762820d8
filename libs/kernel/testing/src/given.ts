import {
  fold,
  Refusal,
  type Actor,
  type CommandLike,
  type Decider,
  type DomainEvent,
} from '@doyak/kernel/decider';
import { expect } from '@jest/globals';

/** The instant and actor of a command for which a test names none. */
export const testNow = new Date('2026-03-02T09:00:00.000+09:00');
export const testActor: Actor = {
  kind: 'person',
  id: '00000000-0000-7000-8000-000000000001',
  authority: 'role:operator',
};

export interface Outcome<State, Event> {
  /** Exactly these events, in this order; none means that the command changes nothing. Returns the state after them. */
  then(...events: readonly Event[]): State;
  /** A `Refusal` with this code, and nothing else. Returns it. */
  thenRefuses(code: string): Refusal;
  /** The events, for assertions of another kind; a refusal is thrown. */
  events(): readonly Event[];
}

/** `given(decider, [events]).when(command).then(…events)` or `.thenRefuses('CODE')`. */
export function given<State, Command extends CommandLike, Event extends DomainEvent>(
  decider: Decider<State, Command, Event>,
  history: readonly Event[] = [],
): {
  when(command: Command & { readonly now?: Date; readonly actor?: Actor }): Outcome<State, Event>;
  state: State;
} {
  const state = fold(decider, history);
  return {
    state,
    when(command) {
      const decide = () => decider.decide({ now: testNow, actor: testActor, ...command }, state);
      return {
        events: decide,
        then(...events) {
          const decided = decide();
          expect(decided).toEqual(events);
          return fold(decider, decided, state);
        },
        thenRefuses(code) {
          const refusal = refusalOf(decide);
          expect(refusal.code).toBe(code);
          return refusal;
        },
      };
    },
  };
}

function refusalOf(decide: () => readonly unknown[]): Refusal {
  let events: readonly unknown[];
  try {
    events = decide();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error(`Not refused, but decided: ${JSON.stringify(events)}`);
}
