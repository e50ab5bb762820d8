import { LRUCache } from 'lru-cache';

interface Kept<State> {
  readonly state: State;
  readonly version: number;
}

/**
 * Decided and loaded states by stream, so that the next command on a busy stream needs no read. Always safe: the append names the version, and a
 * command that would be refused on a kept state is decided again on what PostgreSQL has.
 */
export class StateCache {
  private readonly kept = new LRUCache<string, Kept<unknown> & { decider: object }>({ max: 5_000 });

  get<State>(streamId: string, decider: object & { readonly initialState: State }): Kept<State> | undefined {
    const found = this.kept.get(streamId);
    return found?.decider === decider ? (found as Kept<State>) : undefined;
  }

  keep<State>(streamId: string, decider: object & { readonly initialState: State }, kept: Kept<State>): void {
    // What was read before another's command was decided comes late.
    const found = this.kept.get(streamId);
    if (found?.decider === decider && found.version > kept.version) return;
    this.kept.set(streamId, { ...kept, decider });
  }

  forget(streamId: string): void {
    this.kept.delete(streamId);
  }
}
