import type { CommandContext } from '../src/index.js';

/** Stands in for the store's errors: the edge knows them by `code` alone. */
export class StoreError extends Error {
  constructor(
    readonly code: string,
    readonly claim?: { name: string },
  ) {
    super(code);
  }
}

interface Outcome {
  readonly streamId: string;
  readonly version: number;
  readonly events: { id: string; type: string; streamVersion: number }[];
  readonly repeated?: boolean;
}

/** An in-memory store with just the contract that the edge relies on. */
export class FakeStore {
  readonly versions = new Map<string, number>();
  private readonly results = new Map<string, { fingerprint: string; outcome: Outcome }>();
  handled = 0;

  append(streamId: string, context: CommandContext): Outcome {
    const known = this.results.get(context.commandId);
    if (known) {
      if (known.fingerprint !== context.fingerprint) throw new StoreError('COMMAND_REUSED');
      return { ...known.outcome, repeated: true };
    }
    this.handled += 1;
    const version = this.versions.get(streamId) ?? 0;
    if (context.expectedVersion !== undefined && context.expectedVersion !== version) {
      throw new StoreError('VERSION_CONFLICT');
    }
    this.versions.set(streamId, version + 1);
    const id = `00000000-0000-7000-8000-${String(this.results.size + 1).padStart(12, '0')}`;
    const outcome = {
      streamId,
      version: version + 1,
      events: [{ id, type: 'things.thing-changed', streamVersion: version + 1 }],
    };
    this.results.set(context.commandId, { fingerprint: context.fingerprint, outcome });
    return outcome;
  }
}
