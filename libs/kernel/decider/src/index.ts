/**
 * The pure vocabulary of an aggregate: deciders, events, refusals, claims, actors.
 * No framework, no I/O, no clock. Everything under a context's `domain/` builds on this library alone.
 */
export type { Actor, Decider, Claim, ClaimChange, CommandLike, DomainEvent, Given } from './decider.js';
export { fold } from './decider.js';
export type { AnyEventSpec, EventSpec, EventsOf, OlderVersion } from './events.js';
export { defineEvents, event, isPersonal, personal } from './events.js';
export type { RefusalKind, Violation } from './refusal.js';
export { Refusal } from './refusal.js';
