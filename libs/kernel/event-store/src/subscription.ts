import type { DomainEvent } from '@doyak/kernel/decider';
import type pg from 'pg';
import type { LoggedEvent } from './recorded-event.js';

/** What follows an event elsewhere: a reaction, an inbox row, a message. Its effects commit with its checkpoint. */
export interface Subscription {
  readonly name: string;
  /** Names of events in code; `all` follows every event. */
  readonly events: readonly string[] | 'all';
  readonly handle: (event: LoggedEvent, tx: pg.PoolClient) => Promise<void>;
  /** Takes in a whole batch instead, in log order; if it throws, its events come one by one. */
  readonly handleAll?: (events: readonly LoggedEvent[], tx: pg.PoolClient) => Promise<void>;
  /** Events a transaction. */
  readonly batch: number;
}

interface Following<Event extends DomainEvent> {
  name: string;
  events: readonly Event['type'][] | 'all';
  batch?: number;
}

/**
 * Defines a subscription. `handle` runs inside the transaction that moves the checkpoint: what it writes through `tx` happens exactly once. A
 * handler that throws is tried again, then its event is set aside. `handleAll` gets what a transaction takes in at once: where many events
 * lead to few statements.
 */
export function defineSubscription<Event extends DomainEvent = DomainEvent>(
  definition: Following<Event> &
    (
      | { handle: (event: LoggedEvent<Event>, tx: pg.PoolClient) => Promise<void> }
      | { handleAll: (events: readonly LoggedEvent<Event>[], tx: pg.PoolClient) => Promise<void> }
    ),
): Subscription {
  const { name, events, batch = 100 } = definition;
  if ('handle' in definition)
    return { name, events, batch, handle: definition.handle as Subscription['handle'] };
  const handleAll = definition.handleAll as NonNullable<Subscription['handleAll']>;
  return { name, events, batch, handleAll, handle: (event, tx) => handleAll([event], tx) };
}
