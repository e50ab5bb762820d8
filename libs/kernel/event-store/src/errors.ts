import type { Claim } from '@doyak/kernel/decider';

/** The stream is not at the version the caller named. HTTP: 412 with If-Match, 409 otherwise. */
export class VersionConflict extends Error {
  override readonly name = 'VersionConflict';
  readonly code = 'VERSION_CONFLICT';

  constructor(
    readonly streamId: string,
    readonly expected: number,
    readonly actual: number,
  ) {
    super(`${streamId} is at version ${actual}, not ${expected}`);
  }
}

/** Another stream holds a key that may exist only once. HTTP: 409. */
export class ClaimTaken extends Error {
  override readonly name = 'ClaimTaken';
  readonly code = 'CLAIM_TAKEN';

  constructor(readonly claim: Claim) {
    super(`Claim ${claim.name} is taken`);
  }
}

/** A command id (idempotency key) came back with another request. HTTP: 422. */
export class CommandReused extends Error {
  override readonly name = 'CommandReused';
  readonly code = 'COMMAND_REUSED';

  constructor(readonly commandId: string) {
    super(`Command ${commandId} was used for another request`);
  }
}

/** An event that the registry does not know, or whose data does not fit its schema: a fault of the program, not of its user. */
export class UnregisteredEvent extends Error {
  override readonly name = 'UnregisteredEvent';
  readonly code = 'UNREGISTERED_EVENT';
}
