import type { DomainEvent } from '@doyak/kernel/decider';
import type pg from 'pg';
import type { LoggedEvent } from './recorded-event.js';

/** What follows an event elsewhere: a reaction, an inbox row, a message. Its effects commit with its checkpoint. */
export interface Subscription {
  readonly name: string;
  /** Names of events in code; `all` follows every event. */
  readonly events: readonly string[] | 'all';
  readonly handle: (event: LoggedEvent, tx: pg.PoolClient) => Promise<void>;
  /** Events a transaction. */
  readonly batch: number;
}

/**
 * Defines a subscription. `handle` runs inside the transaction that moves the checkpoint: what it writes through `tx` happens exactly once. A
 * handler that throws is tried again, then its event is set aside.
 */
export function defineSubscription<Event extends DomainEvent = DomainEvent>(definition: {
  name: string;
  events: readonly Event['type'][] | 'all';
  handle: (event: LoggedEvent<Event>, tx: pg.PoolClient) => Promise<void>;
  batch?: number;
}): Subscription {
  return {
    name: definition.name,
    events: definition.events,
    handle: definition.handle as Subscription['handle'],
    batch: definition.batch ?? 100,
  };
}
