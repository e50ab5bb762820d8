/** Waits for followers. Provided by the event store's module under this class: `{ provide: ReadYourWrites, useExisting: EventStore }`. */
export abstract class ReadYourWrites {
  /** True once every read model has passed the event; false when `timeoutMs` is over first. */
  abstract waitUntilFollowed(eventId: string, timeoutMs: number): Promise<boolean>;
}
