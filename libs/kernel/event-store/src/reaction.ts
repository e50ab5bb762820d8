import { type DomainEvent, Refusal } from '@doyak/kernel/decider';
import type { Command, CommandBus } from '@nestjs/cqrs';
import { v5 as uuidv5 } from 'uuid';
import type { DecideOptions, EventStore } from './event-store.js';
import type { LoggedEvent } from './recorded-event.js';
import type { Subscription } from './subscription.js';

/** A command that a reaction gives; its context says that the reaction gave it, because of which event, and with which id. */
export type Effect = (context: DecideOptions) => Command<unknown>;

/** What follows an event as commands (`reactions/when-<event>-<do>.ts`). */
export interface Reaction {
  readonly name: string;
  readonly events: readonly string[];
  readonly react: (event: LoggedEvent, store: EventStore) => Promise<readonly Effect[]> | readonly Effect[];
  readonly settled: readonly string[];
}

/**
 * Defines a reaction. `react` names the commands that follow from an event and, if need be, from the state of a stream. Each command's id
 * follows from reaction, event and place in the list, so that a replay repeats nothing; `now` is when the event happened. A refusal whose code
 * is in `settled` says that there is nothing left to do; any other sets the event aside.
 */
export function defineReaction<Event extends DomainEvent>(definition: {
  name: string;
  events: readonly Event['type'][];
  react: (event: LoggedEvent<Event>, store: EventStore) => Promise<readonly Effect[]> | readonly Effect[];
  settled?: readonly string[];
}): Reaction {
  return { ...definition, react: definition.react as Reaction['react'], settled: definition.settled ?? [] };
}

const REACTIONS = 'f2c5b3a4-3a2e-5d54-9a0e-6f9d3f0f5a11';

/** The id of a reaction's n-th command for an event. */
export function reactionCommandId(reaction: string, eventId: string, place: number): string {
  return uuidv5(`${reaction}:${eventId}:${place}`, REACTIONS);
}

/** A reaction as a follower: its commands go through the bus, each on its own; the checkpoint moves when all are settled. */
export function asSubscription(reaction: Reaction, bus: CommandBus, store: EventStore): Subscription {
  return {
    name: `reaction:${reaction.name}`,
    events: reaction.events,
    batch: 20,
    handle: async (event) => {
      const effects = await reaction.react(event, store);
      for (const [place, effect] of effects.entries()) {
        const context: DecideOptions = {
          actor: { kind: 'system', id: `reaction:${reaction.name}`, authority: `reaction:${reaction.name}` },
          now: new Date(event.occurredAt),
          commandId: reactionCommandId(reaction.name, event.id, place),
          correlationId: event.correlationId,
          causationId: event.id,
        };
        try {
          await bus.execute(effect(context));
        } catch (error) {
          if (!(error instanceof Refusal && reaction.settled.includes(error.code))) throw error;
        }
      }
    },
  };
}
