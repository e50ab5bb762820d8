/**
 * The truth and those who follow it. Commands append through `EventStore.decide`; one sequencer gives every event its place in the log; read
 * models and subscriptions follow the log, each with its own checkpoint (docs/architecture.md).
 */
import { CreateEventStore1764000000001 } from './migrations/create-event-store-1764000000001.js';
import { CreateFollowers1764000000002 } from './migrations/create-followers-1764000000002.js';

export { type Aggregate, Aggregates } from './aggregates.js';
export type { Appended, AppendedEvent, AppendRequest } from './append.js';
export { ClaimTaken, CommandReused, UnregisteredEvent, VersionConflict } from './errors.js';
export { EventRegistry } from './event-registry.js';
export { EventSeals, type SealedPlace } from './event-seals.js';
export { type DecideOptions, EventStore } from './event-store.js';
export { EventStoreModule, type EventStoreFeature, FollowOptions } from './event-store.module.js';
export { Followers, type FollowerStatus, type SetAside } from './followers.js';
export { prepareReadModels, startRebuild } from './generations.js';
export { checkReadModel, type ReadModelCheck } from './check-read-model.js';
export { LogSignals } from './log-signals.js';
export {
  defineReadModel,
  type Past,
  readTable,
  type ReadModel,
  type ReadTable,
  type RowChange,
} from './read-model.js';
export { defineReaction, type Effect, type Reaction } from './reaction.js';
export type { LoggedEvent, RecordedEvent } from './recorded-event.js';
export { Sequencer, type SequencerOptions } from './sequencer.js';
export { defineSubscription, type Subscription } from './subscription.js';

/** Run by the owner, in this order. */
export const migrations = [CreateEventStore1764000000001, CreateFollowers1764000000002];
