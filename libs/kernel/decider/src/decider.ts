/** Who gave a command: a person who signed in, an API key of a partner, or Doyak itself (a timer, a reaction). */
export interface Actor {
  readonly kind: 'person' | 'key' | 'system';
  /** UUID of the person or key; for `system` the name of the part, e.g. `reaction:when-poc-verified-open-procurement`. */
  readonly id: string;
  /** UUID of the organisation the actor acts for; absent for `system`. */
  readonly organisationId?: string;
  /** On whose authority, e.g. `role:operator` or `delegation:<uuid>`. Recorded with every event. */
  readonly authority: string;
}

export interface DomainEvent<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly data: Data;
}

export interface CommandLike {
  readonly type: string;
}

/** A command as a decider sees it: with the instant it was given and by whom. */
export type Given<Command extends CommandLike> = Command & { readonly now: Date; readonly actor: Actor };

/** A key that may exist only once in the whole store, e.g. `application-per-company-and-round`, `<round>:<number>`. */
export interface Claim {
  readonly name: string;
  readonly key: string;
}

export interface ClaimChange {
  readonly take?: readonly Claim[];
  readonly release?: readonly Claim[];
}

/**
 * An aggregate. `decide` returns the events that a command causes, none if it changes nothing, or throws a `Refusal`.
 * `evolve` never throws and never looks at a clock. `claims` names the unique keys that an event takes or gives back;
 * it sees the state before the event.
 */
export interface Decider<State, Command extends CommandLike, Event extends DomainEvent> {
  /** Stream prefix: `application` for streams `application-<uuid>`. */
  readonly name: string;
  readonly initialState: State;
  evolve(this: void, state: State, event: Event): State;
  decide(this: void, command: Given<Command>, state: State): readonly Event[];
  claims?(this: void, event: Event, state: State): ClaimChange;
}

export function fold<State, Event>(
  decider: { readonly initialState: State; evolve(this: void, state: State, event: Event): State },
  events: Iterable<Event>,
  from: State = decider.initialState,
): State {
  let state = from;
  for (const event of events) state = decider.evolve(state, event);
  return state;
}
